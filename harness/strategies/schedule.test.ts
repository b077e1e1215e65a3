import { describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../capabilities/capability-set.ts';
import type { Question } from './question.ts';
import { UNKNOWN_MS } from './remaining-work.ts';
import { type Capacity, nextTrial, type ScheduledCase } from './schedule.ts';

const SEARCH: Question = { set: setOf('CHOWN'), purpose: 'search' };
const AUDIT: Question = { set: setOf('FOWNER'), purpose: 'audit' };
const ALONE: Question = { set: EMPTY_SET, purpose: 'retry', alone: true };

function caseWith(questions: readonly Question[], { remainingMs = 1_000, running = 0 } = {}): ScheduledCase {
  return { remainingMs, running, questions: () => questions };
}

function room(changes: Partial<Capacity> = {}): Capacity {
  return { slots: 2, running: [], isBudgeted: false, ...changes };
}

describe('the next trial', () => {
  it('is of the case with most work left', () => {
    const [short, long] = [caseWith([SEARCH]), caseWith([AUDIT], { remainingMs: 9_000 })];
    expect(nextTrial([short, long], room())).toEqual({ case: long, question: AUDIT });
  });

  it('is of another case when the longest one has its share of the slots, and of the longest again when nobody else asks', () => {
    const long = caseWith([SEARCH], { remainingMs: 1_400, running: 1 });
    const short = caseWith([SEARCH]);
    expect(nextTrial([long, short], room({ running: [SEARCH] }))?.case).toBe(short);
    expect(nextTrial([long, caseWith([])], room({ running: [SEARCH] }))?.case).toBe(long);
  });

  it('is of the longest case again where it is nearly all of the work', () => {
    const long = caseWith([SEARCH], { remainingMs: 9_000, running: 1 });
    expect(nextTrial([long, caseWith([SEARCH])], room({ running: [SEARCH] }))?.case).toBe(long);
  });

  it('is of every case in turn while nobody knows which is the longest', () => {
    const unknown = caseWith([SEARCH], { remainingMs: UNKNOWN_MS, running: 1 });
    const other = caseWith([SEARCH], { remainingMs: UNKNOWN_MS });
    expect(nextTrial([unknown, other], room({ slots: 4, running: [SEARCH] }))?.case).toBe(unknown);
    expect(nextTrial([unknown, other], room({ running: [SEARCH] }))?.case).toBe(other);
  });

  it('tells a case how many of its trials may run at once: its share, and all slots only when one would idle', () => {
    const asked: number[] = [];
    const questions = (slots: number): Question[] => {
      asked.push(slots);
      return [];
    };
    const quiet: ScheduledCase = { ...caseWith([]), questions };
    nextTrial([quiet, caseWith([])], room({ slots: 4 }));
    expect(asked).toEqual([2, 4, 1]);
  });

  it('waits when all slots are taken', () => {
    expect(nextTrial([caseWith([SEARCH])], room({ running: [SEARCH, SEARCH] }))).toBeUndefined();
  });

  it('runs what has to run alone only when nothing else is left or runs, and nothing beside it', () => {
    const cases = [caseWith([ALONE], { remainingMs: 9_000 }), caseWith([SEARCH])];
    expect(nextTrial(cases, room())?.question).toBe(SEARCH);
    const [first] = cases;
    if (first === undefined) throw new Error('no case');
    expect(nextTrial([first], room({ running: [SEARCH] }))).toBeUndefined();
    expect(nextTrial([first], room())?.question).toBe(ALONE);
    expect(nextTrial(cases, room({ running: [ALONE] }))).toBeUndefined();
  });

  it('is one that every answer needs where the run may end early, whichever case is the longest', () => {
    const auditing = caseWith([AUDIT], { remainingMs: 9_000 });
    const searching = caseWith([SEARCH]);
    expect(nextTrial([auditing, searching], room({ isBudgeted: true }))?.question).toBe(SEARCH);
    expect(nextTrial([auditing], room({ isBudgeted: true }))?.question).toBe(AUDIT);
  });
});
