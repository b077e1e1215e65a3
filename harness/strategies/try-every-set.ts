import { type CapabilitySet, intersection, union } from '../capabilities/capability-set.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import { type CaseState, isConclusive } from '../proof/case-state.ts';
import type { JudgedTrial } from '../proof/judge.ts';
import { letterByCubes, planesOf } from '../proof/truth-table-of.ts';
import { seededRandom, shuffled } from '../search/seeded-random.ts';
import { coverQuestions } from './cover-questions.ts';
import { findAllMinimalSets, type Thoroughness } from './find-all-minimal-sets.ts';
import { questionsOf } from './question.ts';
import { afterReference, runningSets, type Strategy } from './strategy.ts';

/** How an exhaustive run goes. */
export interface ExhaustivePolicy extends Thoroughness {
  /**
   * Every subset of these is tried, once with nothing else and once with the rest of the universe.
   *
   * @default the whole universe, of which only those sets are tried that no other trial decides
   */
  readonly over?: CapabilitySet | undefined;
}

/**
 * Decides every subset of the universe by what the kernel is asked about, and tries one by one what that leaves. Of a part of the
 * universe it tries every subset, and concludes nothing from other sets: that shows whether conclusions are right. The order is a
 * seeded random one, so that whatever part of it is done is a fair sample. Only then are failures confirmed, and what is still open
 * is searched.
 */
export function tryEverySet(policy: ExhaustivePolicy): Strategy {
  const afterwards = findAllMinimalSets({ ...policy, audit: null });
  const orders = new Map<CapabilitySet, readonly CapabilitySet[]>();
  const isWhole = policy.over === undefined;
  return (state, running, circumstances) =>
    afterReference(state, running, () => {
      const { universe } = state;
      const inFlight = runningSets(running);
      const situation = { state, prior: undefined, thoroughness: policy, circumstances, inFlight };
      const covering = isWhole ? coverQuestions(situation, { atAnyPrice: true }) : undefined;
      if (covering !== undefined) return covering;
      const order = orders.get(universe) ?? exhaustiveOrder(universe, policy);
      orders.set(universe, order);
      const left = remainingSubsets(
        isWhole ? undecidedIn(order, state) : order,
        state.trials,
        inFlight,
        circumstances.slots,
      );
      return left.length > 0 ? questionsOf('asked', left) : afterwards(state, running, circumstances);
    });
}

/** The sets of which cubes do not tell the verdict. */
function undecidedIn(order: readonly CapabilitySet[], { faithful, exitZero }: CaseState): readonly CapabilitySet[] {
  const covers = { faithful: faithful.cover, exitZero: exitZero.cover };
  if (covers.faithful === undefined && covers.exitZero === undefined) return order;
  if (covers.faithful?.complete === true && covers.exitZero?.complete === true) return [];
  return order.filter((set) => letterByCubes(set, covers) === '?');
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
