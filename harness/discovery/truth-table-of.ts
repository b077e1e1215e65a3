import { type CapabilitySet, difference, EMPTY_SET, namesOf, union } from '../capabilities/capability-set.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import type { CaseRecord } from '../record/record.ts';
import { encodeVerdicts, type VerdictLetter } from '../record/truth-table-codec.ts';
import type { JudgedTrial } from './judge.ts';

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

/** Like the search: a false failure is easy to come by, a false success is not. */
const BY_WEIGHT: readonly VerdictLetter[] = ['F', 'D', 'X', 'T', '?'];

function better(one: VerdictLetter, other: VerdictLetter): VerdictLetter {
  return BY_WEIGHT.indexOf(one) < BY_WEIGHT.indexOf(other) ? one : other;
}

function letterFor(verdict: JudgedTrial['verdict']['kind']): VerdictLetter {
  switch (verdict) {
    case 'faithful':
      return 'F';
    case 'degraded':
      return 'D';
    case 'failed':
      return 'X';
    case 'timeout':
      return 'T';
    case 'untestable':
    case 'infrastructure':
    case 'cancelled':
      return '?';
  }
}
