import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_SET } from '../../capabilities/capability-set.ts';
import type { Question } from '../question.ts';
import { UNKNOWN_MS } from '../remaining-work.ts';
import { Schedule, type ScheduledCase } from './schedule.ts';

/** A case that asks something else when it may fill more slots. */
class ChangingCase implements ScheduledCase {
  remainingMs = UNKNOWN_MS;
  occupied: Question[] = [];
  /** Trials that only wait before their set is tried again. */
  resting = 0;
  few: readonly Question[] = [];
  many: readonly Question[] = [];
  threshold = 1;

  get running(): number {
    return this.occupied.length + this.resting;
  }

  questions(slots: number): readonly Question[] {
    return slots < this.threshold ? this.few : this.many;
  }
}

const question: fc.Arbitrary<Question> = fc.record(
  {
    set: fc.constant(EMPTY_SET),
    purpose: fc.constantFrom('search' as const, 'confirmation' as const, 'audit' as const),
    variation: fc.constant('redo' as const),
    alone: fc.constant(true as const),
  },
  { requiredKeys: ['set', 'purpose'] },
);
const questions = fc.array(question, { maxLength: 2 });

/** Sums of such numbers are exact in whatever order they are added up. */
const remainingMs = fc.oneof(
  fc.constant(UNKNOWN_MS),
  fc.constant(0),
  fc.nat({ max: 40 }).map((quarters) => quarters / 4),
  fc.nat({ max: 4_000 }),
);

interface Change {
  readonly one: number;
  readonly remainingMs: number;
  readonly few: readonly Question[];
  readonly many: readonly Question[];
  readonly threshold: number;
  readonly resting: number;
  readonly ends: boolean;
}

const change: fc.Arbitrary<Change> = fc.record({
  one: fc.nat({ max: 11 }),
  remainingMs,
  few: questions,
  many: questions,
  threshold: fc.integer({ min: 1, max: 9 }),
  resting: fc.nat({ max: 1 }),
  ends: fc.boolean(),
});

/** What happens between two looks for the next trial: cases change, and so does how many trials may run at once. */
const step = fc.record({
  changes: fc.array(change, { maxLength: 4 }),
  slots: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined, freq: 5 }),
  begins: fc.boolean(),
});

function apply(one: ChangingCase, { ends, ...to }: Change): void {
  const { remainingMs: left, few, many, threshold, resting } = to;
  Object.assign(one, { remainingMs: left, few, many, threshold, resting });
  if (ends) one.occupied.shift();
}

describe('the schedule', () => {
  it('picks what a look at all cases would pick, whatever changes between two picks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.array(step, { minLength: 1, maxLength: 40 }),
        (count, isBudgeted, steps) => {
          const cases = Array.from({ length: count }, () => new ChangingCase());
          const schedule = new Schedule(cases, { isBudgeted });
          let slots = 4;
          for (const { changes, slots: allowed, begins } of steps) {
            slots = allowed ?? slots;
            for (const each of changes) {
              const one = cases[each.one % count];
              if (one === undefined) continue;
              apply(one, each);
              schedule.changed(one);
            }
            const picked = schedule.next(slots);
            expect(picked).toEqual(pickOfAll(cases, slots, isBudgeted));
            if (picked === undefined || !begins) continue;
            picked.case.occupied.push(picked.question);
            schedule.changed(picked.case);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** The pick by a look at every case: what the schedule is to give, said plainly. */
function pickOfAll(cases: readonly ChangingCase[], slots: number, isBudgeted: boolean) {
  const occupied = cases.flatMap((one) => one.occupied);
  if (occupied.length >= slots || occupied.some(({ alone }) => alone === true)) return undefined;
  const ordered = cases.toSorted((a, b) => b.remainingMs - a.remainingMs);
  const known = ordered.filter((one) => one.remainingMs < UNKNOWN_MS);
  const work = known.reduce((sum, one) => sum + one.remainingMs, 0) * (cases.length / Math.max(1, known.length));
  const even = Math.max(1, Math.ceil(slots / cases.length));
  const fairShare = (one: ChangingCase): number =>
    one.remainingMs < UNKNOWN_MS && work > 0 ? Math.max(even, Math.round((slots * one.remainingMs) / work)) : even;
  const first = (share: (one: ChangingCase) => number, isWanted: (question: Question) => boolean) => {
    for (const one of ordered) {
      const found = one.running < share(one) ? one.questions(share(one)).find(isWanted) : undefined;
      if (found !== undefined) return { case: one, question: found };
    }
    return undefined;
  };
  for (const urgency of isBudgeted ? [0, 1, 2] : [2]) {
    const isWanted = (each: Question): boolean => each.alone !== true && urgencyOf(each) <= urgency;
    const found = first(fairShare, isWanted) ?? first(() => slots, isWanted);
    if (found !== undefined) return found;
  }
  if (occupied.length > 0) return undefined;
  for (const one of ordered) {
    const found = one.questions(1).find(({ alone }) => alone === true);
    if (found !== undefined) return { case: one, question: found };
  }
  return undefined;
}

function urgencyOf({ purpose, variation }: Question): number {
  if (variation !== undefined) return 2;
  return ['search', 'confirmation', 'audit'].indexOf(purpose);
}
