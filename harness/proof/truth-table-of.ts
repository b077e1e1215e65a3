import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  intersection,
  namesOf,
  union,
} from '../capabilities/capability-set.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import type { CaseRecord } from '../record/record.ts';
import { encodeVerdicts, letterFor, VERDICT_LETTERS, type VerdictLetter } from '../record/truth-table-codec.ts';
import type { RunTask } from '../vocabulary/run-plan.ts';
import type { JudgedTrial } from './judge.ts';

/** The capabilities of a universe of which a run tries every subset; undefined if it does not. */
export function tabledCapabilities(task: RunTask, universe: CapabilitySet): CapabilitySet | undefined {
  if (task.kind !== 'every-set') return undefined;
  return task.over === null ? universe : intersection(task.over, universe);
}

/**
 * What is granted besides the subsets of `over`: nothing where that is the whole universe, else first nothing and then all the
 * rest of it.
 */
export function planesOf(universe: CapabilitySet, over: CapabilitySet): CapabilitySet[] {
  const rest = difference(universe, over);
  return rest === EMPTY_SET ? [EMPTY_SET] : [EMPTY_SET, rest];
}

/** The truth table that trials show; a set that none of them is about, or that has no verdict, is `?`. */
export function truthTableOf(
  over: CapabilitySet,
  planes: readonly CapabilitySet[],
  trials: readonly JudgedTrial[],
): NonNullable<CaseRecord['truthTable']> {
  const letters = new Map<CapabilitySet, VerdictLetter>();
  for (const { observation, verdict } of trials) {
    const { capabilities } = observation;
    letters.set(capabilities, better(letterFor(verdict.kind), letters.get(capabilities) ?? '?'));
  }
  return {
    over: namesOf(over),
    planes: planes.map((besides) => ({
      besides: namesOf(besides),
      verdicts: encodeVerdicts(subsetsOf(over).map((subset) => letters.get(union(subset, besides)) ?? '?')),
    })),
  };
}

function better(one: VerdictLetter, other: VerdictLetter): VerdictLetter {
  return VERDICT_LETTERS.indexOf(one) < VERDICT_LETTERS.indexOf(other) ? one : other;
}
