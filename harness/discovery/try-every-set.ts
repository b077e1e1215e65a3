import { type CapabilitySet, EMPTY_SET, singletons, union } from '../capabilities/capability-set.ts';
import { seededRandom, shuffled } from '../search/seeded-random.ts';
import { isConclusive } from './case-state.ts';
import { findAllMinimalSets, type Thoroughness } from './find-all-minimal-sets.ts';
import { questionsOf } from './question.ts';
import { afterReference, type Strategy, setsOf } from './strategy.ts';

/**
 * Tries every subset of the universe, in a seeded random order: whatever part of it is done is a fair sample. Nothing is
 * concluded from other sets, so it shows whether the search's conclusions are right. Only then are border failures confirmed.
 */
export function tryEverySet(thoroughness: Thoroughness): Strategy {
  const confirm = findAllMinimalSets({ ...thoroughness, audit: null });
  let order: { readonly universe: CapabilitySet; readonly sets: readonly CapabilitySet[] } | undefined;
  return (state, running, circumstances) =>
    afterReference(state, running, () => {
      if (order?.universe !== state.universe) {
        order = {
          universe: state.universe,
          sets: shuffled(subsetsOf(state.universe), seededRandom(thoroughness.seed)),
        };
      }
      const tried = state.trials.filter(({ verdict }) => isConclusive(verdict));
      const done = new Set([...setsOf(running), ...tried.map(({ observation }) => observation.capabilities)]);
      const left = order.sets.filter((set) => !done.has(set));
      return left.length > 0 ? questionsOf('asked', left) : confirm(state, running, circumstances);
    });
}

function subsetsOf(universe: CapabilitySet): CapabilitySet[] {
  let subsets = [EMPTY_SET];
  for (const single of singletons(universe)) subsets = subsets.concat(subsets.map((set) => union(set, single)));
  return subsets;
}
