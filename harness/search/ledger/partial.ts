import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  isSubset,
  singletons,
  sizeOf,
  union,
} from '../../capabilities/capability-set.ts';
import type { Ledger } from './ledger.ts';
import { necessaryMembers } from './necessary-members.ts';
import { minimalTransversals } from './transversals.ts';

/** What may be said of a search that ended early. Nothing here is called minimal unless it is proven. */
export interface PartialKnowledge {
  /** The smallest sets seen to pass. That they suffice was observed and rests on no assumption. */
  readonly knownSufficient: readonly CapabilitySet[];
  /** Those of them that are proven minimal. */
  readonly provenMinimal: readonly CapabilitySet[];
  /** Capabilities without which even the rest of the universe fails: members of every minimal set. */
  readonly knownNecessary: CapabilitySet;
  /** No smaller number of capabilities can suffice; undefined when nothing in the universe does. */
  readonly minimalSizeAtLeast: number | undefined;
  /** How many subsets of the universe nothing decides; undefined if there are too many borders to count in reasonable time. */
  readonly undecided: number | undefined;
}

/** How many sub-cubes the count of undecided sets may look at. */
const COUNT_BUDGET = 200_000;

/** Tells what is certain so far. */
export function partialKnowledge(ledger: Ledger): PartialKnowledge {
  const { universe, passing, failing } = ledger;
  // What only a cube shows is expected, as long as the cube was not repeated.
  const seen = new Set(ledger.facts.map(({ set }) => set));
  const tried = passing.filter((set) => seen.has(set));
  const needed = minimalTransversals(failing.map((set) => difference(universe, set)));
  return {
    knownSufficient: tried,
    provenMinimal: tried.filter((set) => necessaryMembers(ledger, set) === set),
    knownNecessary: singletons(universe)
      .filter((single) => ledger.statusOf(difference(universe, single)).status === 'fail')
      // Where more capabilities hurt, the rest of the universe may fail although a smaller set without this one serves.
      .filter((single) => passing.every((set) => isSubset(single, set)))
      .reduce(union, EMPTY_SET),
    minimalSizeAtLeast: needed[0] === undefined ? undefined : sizeOf(needed[0]),
    undecided: countUndecided(ledger),
  };
}

/** Counts the sets above no passing and below no failing set, halving the cube of all sets at one capability after another. */
function countUndecided({ universe, passing, failing }: Ledger): number | undefined {
  let budget = COUNT_BUDGET;
  const count = (low: CapabilitySet, high: CapabilitySet): number => {
    budget -= 1;
    if (budget < 0 || passing.some((set) => isSubset(set, low)) || failing.some((set) => isSubset(high, set))) return 0;
    const relevant = [
      ...passing.filter((set) => isSubset(set, high)).map((set) => difference(set, low)),
      ...failing.filter((set) => isSubset(low, set)).map((set) => difference(high, set)),
    ];
    const [pivot] = singletons(relevant[0] ?? EMPTY_SET);
    if (pivot === undefined) return 2 ** sizeOf(difference(high, low));
    return count(low, difference(high, pivot)) + count(union(low, pivot), high);
  };
  const undecided = count(EMPTY_SET, universe);
  return budget < 0 ? undefined : undecided;
}
