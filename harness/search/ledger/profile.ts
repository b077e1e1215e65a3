import { type CapabilitySet, EMPTY_SET, union } from '../../capabilities/capability-set.ts';
import { minimalSets } from './transversals.ts';

/**
 * The smallest sets that serve every case at once, given the minimal sets of each: minimal unions of one set per case. None when
 * a case has none; `[none]` for no cases.
 */
export function smallestCommonSets(cases: readonly (readonly CapabilitySet[])[]): CapabilitySet[] {
  return cases.reduce<CapabilitySet[]>(
    (common, ofCase) => minimalSets(common.flatMap((set) => ofCase.map((minimal) => union(set, minimal)))),
    [EMPTY_SET],
  );
}
