import { type CapabilitySet, compareSets, sizeOf } from '../capabilities/capability-set.ts';
import type { Answer, Outcome } from '../vocabulary/answer.ts';
import { type Plane, setsOfPlane } from './truth-table.ts';
import { outcomeOfLetter } from './truth-table-codec.ts';

/** What a plane of a truth table shows for one answer, nothing in it concluded from other sets. */
export interface TableFindings {
  /** The passing sets that hold no other passing set. */
  readonly minimal: readonly CapabilitySet[];
  /**
   * The passing sets that fail without any one member. A search that leaves out one capability after the other may end in each
   * of them; more than `minimal` only where more capabilities hurt.
   */
  readonly oneMinimal: readonly CapabilitySet[];
  /** The failing sets that no other failing set holds. */
  readonly maximalFailing: readonly CapabilitySet[];
  /** A set that passes, and fails with one capability more. */
  readonly violations: readonly { readonly passing: CapabilitySet; readonly failing: CapabilitySet }[];
}

/** Reads off what a plane shows. */
export function tableFindings(plane: Plane, answer: Answer): TableFindings {
  const sets = setsOfPlane(plane);
  const outcomes = plane.letters.map((letter) => outcomeOfLetter(letter, answer));
  const bits = Array.from({ length: sizeOf(plane.over) }, (_, index) => 2 ** index);
  const without = (position: number): number[] =>
    bits.flatMap((bit) => ((position & bit) === 0 ? [] : [position - bit]));
  const withMore = (position: number): number[] =>
    bits.flatMap((bit) => ((position & bit) === 0 ? [position + bit] : []));
  const passesBelow = reach(outcomes, 'pass', without);
  // The same from the other end: from the whole set down.
  const failsAbove = reach(outcomes.toReversed(), 'fail', without).reverse();
  const those = (outcome: Outcome, holds: (position: number) => boolean): CapabilitySet[] =>
    sets.filter((_, position) => outcomes[position] === outcome && holds(position)).toSorted(compareSets);
  return {
    minimal: those('pass', (position) => passesBelow[position] !== true),
    oneMinimal: those('pass', (position) => without(position).every((below) => outcomes[below] === 'fail')),
    maximalFailing: those('fail', (position) => failsAbove[position] !== true),
    violations: sets.flatMap((passing, position) =>
      outcomes[position] === 'pass'
        ? withMore(position)
            .filter((above) => outcomes[above] === 'fail')
            .flatMap((above) => sets.slice(above, above + 1).map((failing) => ({ passing, failing })))
        : [],
    ),
  };
}

/** For each position whether some other one that it reaches step by step has the outcome. */
function reach(
  outcomes: readonly (Outcome | undefined)[],
  outcome: Outcome,
  next: (position: number) => number[],
): boolean[] {
  const reached: boolean[] = [];
  for (const position of outcomes.keys()) {
    reached.push(next(position).some((other) => outcomes[other] === outcome || reached[other] === true));
  }
  return reached;
}
