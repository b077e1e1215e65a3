import { type CapabilitySet, difference, isSubset, sizeOf } from '../../capabilities/capability-set.ts';
import type { Outcome } from '../../vocabulary/answer.ts';
import type { Borders } from '../ledger/certificate.ts';
import { countSetsAbove } from '../ledger/count-sets-above.ts';
import { neighbourhoodOfAll } from './neighbourhood.ts';

/** The sets whose verdict rests on implication alone, neither observed for the certificate nor next to a minimal set. */
export interface Stratum {
  readonly universe: CapabilitySet;
  /** What is implied of every one. */
  readonly outcome: Outcome;
  /** The border sets that imply it: the stratum lies above minimal sets, or below failing ones. */
  readonly border: readonly CapabilitySet[];
  /** The other border: what it decides is all that this one does not. */
  readonly opposite: readonly CapabilitySet[];
  /** Sets that the border decides and that do not belong to the stratum. */
  readonly excluded: ReadonlySet<CapabilitySet>;
}

/** Both kinds of implied verdicts of a complete ledger's borders. */
export function impliedVerdicts({ universe, minimalSets, maximalFailingSets }: Borders): {
  readonly impliedPass: Stratum;
  readonly impliedFail: Stratum;
} {
  const { below, above } = neighbourhoodOfAll(minimalSets, universe);
  return {
    impliedPass: {
      universe,
      outcome: 'pass',
      border: minimalSets,
      opposite: maximalFailingSets,
      excluded: new Set(minimalSets.length === 0 ? [] : [...minimalSets, ...above, universe]),
    },
    impliedFail: {
      universe,
      outcome: 'fail',
      border: maximalFailingSets,
      opposite: minimalSets,
      excluded: new Set([...maximalFailingSets, ...below]),
    },
  };
}

/** Whether the set belongs to the stratum. */
export function isImplied({ outcome, border, excluded }: Stratum, set: CapabilitySet): boolean {
  if (excluded.has(set)) return false;
  return border.some((own) => (outcome === 'pass' ? isSubset(own, set) : isSubset(set, own)));
}

/** How many sets the stratum has, exactly. */
export function countImplied({ universe, outcome, border, opposite, excluded }: Stratum): number {
  const all = 2 ** sizeOf(universe);
  const turned = (sets: readonly CapabilitySet[]): CapabilitySet[] => sets.map((set) => difference(universe, set));
  // Either border decides what the other does not, and the one with fewer sets is counted sooner.
  const [own, other] = outcome === 'pass' ? [border, turned(opposite)] : [turned(border), opposite];
  const decided = own.length <= other.length ? countSetsAbove(own, universe) : all - countSetsAbove(other, universe);
  return decided - excluded.size;
}
