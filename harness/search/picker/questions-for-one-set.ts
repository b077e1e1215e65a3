import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  intersection,
  isSubset,
  singletons,
  sizeOf,
  union,
} from '../../capabilities/capability-set.ts';
import { searchChain } from './chain.ts';
import type { Weigh } from './prior.ts';
import { byFallingWeight, type SearchState } from './search-state.ts';
import { isRowQuicker } from './trial-cost.ts';

/**
 * Questions as long as there may be one minimal set only: which capabilities does every passing set need, and do these
 * suffice?
 */
export function* questionsForOneSet(state: SearchState): Generator<readonly CapabilitySet[]> {
  const { core, dispensable, undecided, hints, statusOf } = state;
  if (statusOf(union(core, undecided)) === 'fail') return;
  const base = bestGuess(state) ?? (isClimbQuicker(state) ? EMPTY_SET : undefined);
  if (base === undefined) {
    yield withoutEach(state, undecided);
    yield [core];
    return;
  }
  const guess = union(difference(base, dispensable), core);
  yield settle(state, guess);
  if (statusOf(guess) !== 'fail') return;
  const hinted = union(guess, intersection(hints, undecided));
  yield settle(state, hinted);
  if (statusOf(hinted) !== 'fail') return;
  yield missingMembers(state, hinted);
}

/** The guess to build on: one that passes, else one that still may, else the largest that failed. */
function bestGuess({ guesses, statusOf }: SearchState): CapabilitySet | undefined {
  const bySize = guesses.toSorted((a, b) => sizeOf(a) - sizeOf(b));
  return (
    bySize.find((guess) => statusOf(guess) === 'pass') ??
    guesses.find((guess) => statusOf(guess) === 'unknown') ??
    bySize.at(-1)
  );
}

/** Asks whether the guess passes and whether each of its members is needed; nothing once it has failed. */
function settle(state: SearchState, guess: CapabilitySet): CapabilitySet[] {
  const status = state.statusOf(guess);
  if (status === 'fail') return [];
  const row = withoutEach(state, intersection(guess, state.undecided));
  // The members of a larger guess are all tested before the next guess leaves out those that turned out dispensable.
  if (status === 'unknown' && row.length > 0 && isCutFromLargerGuess(state, guess)) return row;
  return [guess, ...row];
}

/** Whether a larger guess has passed or still may. That the universe less one capability passes does not make it a guess. */
function isCutFromLargerGuess({ ledger, pending, guesses }: SearchState, guess: CapabilitySet): boolean {
  const rowSize = sizeOf(ledger.universe) - 1;
  return [...ledger.passing, ...pending].some(
    (set) => set !== guess && isSubset(guess, set) && (sizeOf(set) < rowSize || guesses.includes(set)),
  );
}

/** Whether to begin with the empty set and what is proven, because failures are so much cheaper than passes. */
function isClimbQuicker({ undecided, weigh, options }: SearchState): boolean {
  const { cost, slots } = options;
  const among = sizeOf(undecided);
  return cost !== undefined && !isRowQuicker(cost, { among, expected: expectedMembers(undecided, weigh), slots });
}

/** A climb suffers more from members that nobody expected than the row does, so twice as many are reckoned with. */
function expectedMembers(undecided: CapabilitySet, weigh: Weigh): number {
  const expected = singletons(undecided).reduce((total, single) => total + weigh(single), 0);
  return Math.min(sizeOf(undecided), 2 * expected);
}

/** The guess fails and the needed capabilities that it lacks are among the undecided ones. */
function missingMembers(state: SearchState, guess: CapabilitySet): readonly CapabilitySet[] {
  const { core, weigh, statusOf, options, undecided } = state;
  const rest = byFallingWeight(difference(undecided, guess), weigh);
  // A guess that was more than what is proven lacks one member in all likelihood, any of them: low weights divide evenly.
  const isGuessed = guess !== core;
  if (isRowBetter(state, rest.length, isGuessed)) return withoutEach(state, difference(undecided, guess));
  const lacks = isGuessed ? () => 0 : weigh;
  const cuts = { statusOf, weigh: lacks, arity: options.slots, cost: options.cost };
  const step = searchChain({ base: guess, added: rest }, cuts);
  if (step.kind === 'ask') return step.sets;
  const needed = rest[step.index - 1];
  return needed === undefined ? [] : withoutEach(state, needed);
}

/** With many slots the one failure of the row is soon there, and what it tells ends the passes that run beside it. */
function isRowBetter({ options, undecided, weigh }: SearchState, among: number, isGuessed: boolean): boolean {
  const { cost, slots } = options;
  const isWide = slots >= among / 2;
  if (cost === undefined || (isWide && isGuessed)) return isWide;
  return isRowQuicker(cost, { among, expected: isGuessed ? 1 : expectedMembers(undecided, weigh), slots });
}

/** The universe without each of the capabilities, the most probably needed first. */
function withoutEach({ ledger, weigh }: SearchState, set: CapabilitySet): CapabilitySet[] {
  return byFallingWeight(set, weigh).map((single) => difference(ledger.universe, single));
}
