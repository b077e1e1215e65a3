import { type CapabilitySet, EMPTY_SET, singletons, union } from '../../capabilities/capability-set.ts';
import { type Cube, holds } from '../../capabilities/cube.ts';
import { minimalSets } from './transversals.ts';

/** The sets that serve a case: those that hold a minimal set and lie in no exception. */
export interface CaseNeed {
  readonly minimalSets: readonly CapabilitySet[];
  /** Sets that hold what is granted and nothing of what is withheld: more capabilities hurt them. */
  readonly exceptions: readonly Cube[];
}

/**
 * The smallest sets that serve every case at once and hold `atLeast`. None when a case has none, or when cases exclude each
 * other; `[atLeast]` for no cases.
 */
export function smallestCommonSets(cases: readonly CaseNeed[], atLeast: CapabilitySet = EMPTY_SET): CapabilitySet[] {
  const unions = cases.reduce<CapabilitySet[]>(
    (common, { minimalSets: own }) => minimalSets(common.flatMap((set) => own.map((minimal) => union(set, minimal)))),
    [atLeast],
  );
  return withoutExceptions(unions, cases);
}

/**
 * Every set that serves all cases holds one of the unions. If that one lies in an exception, the set holds something that the
 * exception withholds; so each step keeps a part of every such set, and only the smallest parts need to be kept.
 */
function withoutExceptions(unions: readonly CapabilitySet[], cases: readonly CaseNeed[]): CapabilitySet[] {
  const all = cases.flatMap(({ exceptions }) => exceptions);
  const hurting = (set: CapabilitySet): Cube | undefined => all.find((cube) => holds(cube, set));
  let sets = unions;
  while (sets.some((set) => hurting(set) !== undefined)) {
    sets = minimalSets(
      sets.flatMap((set) => {
        const exception = hurting(set);
        return exception === undefined ? [set] : singletons(exception.withheld).map((more) => union(set, more));
      }),
    );
  }
  return [...sets];
}

/**
 * Cases that no set serves together, by their positions: the first two that exclude each other, or else all of them. Undefined
 * where some set serves all, or where a case has no set of its own.
 */
export function excludingCases(cases: readonly CaseNeed[]): readonly number[] | undefined {
  if (cases.some((one) => one.minimalSets.length === 0) || smallestCommonSets(cases).length > 0) return undefined;
  for (const [first, one] of cases.entries()) {
    const second = cases.findIndex((other, index) => index > first && smallestCommonSets([one, other]).length === 0);
    if (second !== -1) return [first, second];
  }
  return [...cases.keys()];
}
