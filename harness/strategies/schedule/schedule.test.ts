import { describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../../capabilities/capability-set.ts';
import type { Question } from '../question.ts';
import { UNKNOWN_MS } from '../remaining-work.ts';
import { type Dispatch, Schedule, type ScheduledCase } from './schedule.ts';

const SEARCH: Question = { set: setOf('CHOWN'), purpose: 'search' };
const AUDIT: Question = { set: setOf('FOWNER'), purpose: 'audit' };
const ALONE: Question = { set: EMPTY_SET, purpose: 'retry', alone: true };

interface CaseChanges {
  readonly remainingMs?: number;
  readonly occupied?: readonly Question[];
}

function caseWith(questions: readonly Question[], { remainingMs = 1_000, occupied = [] }: CaseChanges = {}) {
  return { remainingMs, occupied, running: occupied.length, questions: () => questions } satisfies ScheduledCase;
}

function nextTrial(
  cases: readonly ScheduledCase[],
  { slots = 2, isBudgeted = false } = {},
): Dispatch<ScheduledCase> | undefined {
  return new Schedule(cases, { isBudgeted }).next(slots);
}

describe('the next trial', () => {
  it('is of the case with most work left', () => {
    const [short, long] = [caseWith([SEARCH]), caseWith([AUDIT], { remainingMs: 9_000 })];
    expect(nextTrial([short, long])).toEqual({ case: long, question: AUDIT });
  });

  it('is of another case when the longest one has its share of the slots, and of the longest again when nobody else asks', () => {
    const long = caseWith([SEARCH], { remainingMs: 1_400, occupied: [SEARCH] });
    const short = caseWith([SEARCH]);
    expect(nextTrial([long, short])?.case).toBe(short);
    expect(nextTrial([long, caseWith([])])?.case).toBe(long);
  });

  it('is of the longest case again where it is nearly all of the work', () => {
    const long = caseWith([SEARCH], { remainingMs: 9_000, occupied: [SEARCH] });
    expect(nextTrial([long, caseWith([SEARCH])])?.case).toBe(long);
  });

  it('is of every case in turn while nobody knows which is the longest', () => {
    const unknown = caseWith([SEARCH], { remainingMs: UNKNOWN_MS, occupied: [SEARCH] });
    const other = caseWith([SEARCH], { remainingMs: UNKNOWN_MS });
    expect(nextTrial([unknown, other], { slots: 4 })?.case).toBe(unknown);
    expect(nextTrial([unknown, other])?.case).toBe(other);
  });

  it('tells a case how many of its trials may run at once: its share, and all slots only when one would idle', () => {
    const asked: number[] = [];
    const questions = (slots: number): Question[] => {
      asked.push(slots);
      return [];
    };
    nextTrial([{ ...caseWith([]), questions }, caseWith([])], { slots: 4 });
    expect(asked).toEqual([2, 4, 1]);
  });

  it('waits when all slots are taken', () => {
    expect(nextTrial([caseWith([SEARCH], { occupied: [SEARCH, SEARCH] })])).toBeUndefined();
  });

  it('runs what has to run alone only when nothing else is left or runs, and nothing beside it', () => {
    const waiting = caseWith([ALONE], { remainingMs: 9_000 });
    expect(nextTrial([waiting, caseWith([SEARCH])])?.question).toBe(SEARCH);
    expect(nextTrial([waiting, caseWith([], { occupied: [SEARCH] })])).toBeUndefined();
    expect(nextTrial([waiting])?.question).toBe(ALONE);
    expect(nextTrial([caseWith([SEARCH]), caseWith([], { occupied: [ALONE] })])).toBeUndefined();
  });

  it('is one that every answer needs where the run may end early, whichever case is the longest', () => {
    const auditing = caseWith([AUDIT], { remainingMs: 9_000 });
    const searching = caseWith([SEARCH]);
    expect(nextTrial([auditing, searching], { isBudgeted: true })?.question).toBe(SEARCH);
    expect(nextTrial([auditing], { isBudgeted: true })?.question).toBe(AUDIT);
  });

  it('asks no case again that had nothing to ask and has not changed, however many there are', () => {
    let asked = 0;
    const quiet = Array.from({ length: 1_000 }, () => ({
      ...caseWith([]),
      questions: () => {
        asked += 1;
        return [];
      },
    }));
    const busy = caseWith([SEARCH], { remainingMs: 1 });
    const schedule = new Schedule([...quiet, busy], { isBudgeted: false });
    schedule.next(4);
    asked = 0;
    for (let trial = 0; trial < 100; trial += 1) {
      schedule.changed(busy);
      expect(schedule.next(4)?.case).toBe(busy);
    }
    expect(asked).toBe(0);
  });
});
