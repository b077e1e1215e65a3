import { type CapabilitySet, intersection, union } from '../capabilities/capability-set.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import { isConclusive } from '../proof/case-state.ts';
import type { JudgedTrial } from '../proof/judge.ts';
import { planesOf } from '../proof/truth-table-of.ts';
import { seededRandom, shuffled } from '../search/seeded-random.ts';
import { findAllMinimalSets, type Thoroughness } from './find-all-minimal-sets.ts';
import { questionsOf } from './question.ts';
import { afterReference, runningSets, type Strategy } from './strategy.ts';

/** How an exhaustive run goes. */
export interface ExhaustivePolicy extends Thoroughness {
  /**
   * Only the subsets of these are tried, once with nothing else and once with the rest of the universe.
   *
   * @default the whole universe
   */
  readonly over?: CapabilitySet | undefined;
}

/**
 * Tries every subset of the universe, or of a part of it, in a seeded random order: whatever part of it is done is a fair
 * sample. Nothing is concluded from other sets, so it shows whether the search's conclusions are right. Only then are border
 * failures confirmed, and what the part leaves open is searched.
 */
export function tryEverySet(policy: ExhaustivePolicy): Strategy {
  const afterwards = findAllMinimalSets({ ...policy, audit: null });
  const orders = new Map<CapabilitySet, readonly CapabilitySet[]>();
  return (state, running, circumstances) =>
    afterReference(state, running, () => {
      const { universe, trials } = state;
      const order = orders.get(universe) ?? exhaustiveOrder(universe, policy);
      orders.set(universe, order);
      const left = remainingSubsets(order, trials, runningSets(running), circumstances.slots);
      return left.length > 0 ? questionsOf('asked', left) : afterwards(state, running, circumstances);
    });
}

/** All sets of an exhaustive run in its order; the same for the same seed, so that a resumed run goes on with it. */
export function exhaustiveOrder(
  universe: CapabilitySet,
  { over, seed }: Pick<ExhaustivePolicy, 'over' | 'seed'>,
): CapabilitySet[] {
  const tabled = intersection(over ?? universe, universe);
  const subsets = subsetsOf(tabled);
  const sets = planesOf(universe, tabled).flatMap((besides) => subsets.map((subset) => union(subset, besides)));
  return shuffled(sets, seededRandom(seed));
}

/** The first sets of an exhaustive run that no trial gave a verdict on and none is trying, at most `count` of them. */
export function remainingSubsets(
  order: readonly CapabilitySet[],
  trials: readonly JudgedTrial[],
  inFlight: readonly CapabilitySet[],
  count = order.length,
): CapabilitySet[] {
  const done = new Set(inFlight);
  for (const { observation, verdict } of trials) if (isConclusive(verdict)) done.add(observation.capabilities);
  const left: CapabilitySet[] = [];
  for (const set of order) {
    if (left.length >= count) break;
    if (!done.has(set)) left.push(set);
  }
  return left;
}
