import { type CapabilitySet, EMPTY_SET, singletons, union } from './capability-set.ts';

/** All subsets of a small set, at their positions: bit i of a position stands for the i-th capability of the set, in kernel order. */
export function subsetsOf(set: CapabilitySet): CapabilitySet[] {
  let subsets = [EMPTY_SET];
  for (const single of singletons(set)) subsets = subsets.concat(subsets.map((subset) => union(subset, single)));
  return subsets;
}

/** The position that the part of a set which lies in `over` has among the subsets of `over`. */
export function positionOf(set: CapabilitySet, over: CapabilitySet): number {
  return singletons(over).reduce(
    (position, single, index) => ((set & single) === 0n ? position : position + 2 ** index),
    0,
  );
}
