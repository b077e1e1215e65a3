import { type CapabilitySet, difference, singletons, sizeOf, union } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';

/** The sets next to a minimal set: what an audit tries first. */
export interface Neighbourhood {
  /** Sets inside it, all of which should fail. */
  readonly below: readonly CapabilitySet[];
  /** Sets with one capability more, all of which should pass. */
  readonly above: readonly CapabilitySet[];
}

/** Up to this size every proper subset is tried: that none of them suffices then needs no assumption. */
const SIZE_WITH_ALL_SUBSETS = 4;

/**
 * All proper subsets of a minimal set of up to four members, else those with one member less, and the sets with one capability
 * more. The universe is left out: it is the reference build.
 */
export function neighbourhood(minimal: CapabilitySet, universe: CapabilitySet): Neighbourhood {
  const below =
    sizeOf(minimal) <= SIZE_WITH_ALL_SUBSETS
      ? properSubsets(minimal)
      : singletons(minimal).map((single) => difference(minimal, single));
  const above = singletons(difference(universe, minimal)).map((single) => union(minimal, single));
  return { below, above: above.filter((set) => set !== universe) };
}

/** The neighbours of all minimal sets, each once. */
export function neighbourhoodOfAll(minimalSets: readonly CapabilitySet[], universe: CapabilitySet): Neighbourhood {
  const all = minimalSets.map((minimal) => neighbourhood(minimal, universe));
  return {
    below: [...new Set(all.flatMap(({ below }) => below))],
    above: [...new Set(all.flatMap(({ above }) => above))],
  };
}

/** The largest first: a set that lacks one member says most of that member. */
function properSubsets(set: CapabilitySet): CapabilitySet[] {
  return subsetsOf(set)
    .filter((subset) => subset !== set)
    .sort((a, b) => sizeOf(b) - sizeOf(a));
}
