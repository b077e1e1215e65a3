import {
  type CapabilitySet,
  compareSets,
  EMPTY_SET,
  isSubset,
  singletons,
  union,
} from '../../capabilities/capability-set.ts';

/** The members of the family that contain no other member, without duplicates, in the order of records. */
export function minimalSets(family: readonly CapabilitySet[]): CapabilitySet[] {
  const kept: CapabilitySet[] = [];
  for (const set of family.toSorted(compareSets)) {
    if (!kept.some((smaller) => isSubset(smaller, set))) kept.push(set);
  }
  return kept;
}

/** The members of the family that no other member contains, without duplicates, in the order of records. */
export function maximalSets(family: readonly CapabilitySet[]): CapabilitySet[] {
  const kept: CapabilitySet[] = [];
  for (const set of family.toSorted((a, b) => compareSets(b, a))) {
    if (!kept.some((larger) => isSubset(set, larger))) kept.push(set);
  }
  return kept.reverse();
}

/**
 * All minimal sets that share a member with every set of the family (Berge multiplication): `[none]` for no sets at all, and
 * nothing when the family holds the empty set.
 */
export function minimalTransversals(family: readonly CapabilitySet[]): CapabilitySet[] {
  return minimalSets(family).reduce(extendToHit, [EMPTY_SET]).toSorted(compareSets);
}

/** The same in no particular order, but undefined once there are more than `limit` on the way. */
export function fewMinimalTransversals(family: readonly CapabilitySet[], limit: number): CapabilitySet[] | undefined {
  let transversals = [EMPTY_SET];
  for (const edge of minimalSets(family)) {
    transversals = extendToHit(transversals, edge);
    if (transversals.length > limit) return undefined;
  }
  return transversals;
}

function extendToHit(transversals: readonly CapabilitySet[], edge: CapabilitySet): CapabilitySet[] {
  const hitting = transversals.filter((transversal) => (transversal & edge) !== 0n);
  const missing = transversals.filter((transversal) => (transversal & edge) === 0n);
  const extended = singletons(edge).flatMap((single) => {
    // An extension can contain only a transversal that hits the edge in the added member alone, and no other extension.
    const rivals = hitting.filter((transversal) => (transversal & edge) === single);
    return missing
      .map((transversal) => union(transversal, single))
      .filter((candidate) => !rivals.some((smaller) => isSubset(smaller, candidate)));
  });
  return [...hitting, ...extended];
}
