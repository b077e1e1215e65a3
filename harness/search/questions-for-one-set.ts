import {
  type CapabilitySet,
  difference,
  intersection,
  isSubset,
  sizeOf,
  union,
} from '../capabilities/capability-set.ts';
import { chainFrom, searchChain } from './chain.ts';
import { byFallingWeight, type SearchState } from './search-state.ts';

/**
 * Questions as long as there may be one minimal set only: which capabilities does every passing set need, and do these
 * suffice?
 */
export function* questionsForOneSet(state: SearchState): Generator<readonly CapabilitySet[]> {
  const { core, dispensable, undecided, hints, statusOf } = state;
  if (statusOf(union(core, undecided)) === 'fail') return;
  const base = bestGuess(state);
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

/** The guess fails and the needed capabilities that it lacks are among the undecided ones. */
function missingMembers(state: SearchState, guess: CapabilitySet): readonly CapabilitySet[] {
  const { weigh, statusOf, options, undecided } = state;
  const rest = byFallingWeight(difference(undecided, guess), weigh);
  if (options.slots >= rest.length / 2) return withoutEach(state, difference(undecided, guess));
  const step = searchChain(chainFrom(guess, rest), statusOf, options.slots);
  if (step.kind === 'ask') return step.sets;
  const needed = rest[step.index - 1];
  return needed === undefined ? [] : withoutEach(state, needed);
}

/** The universe without each of the capabilities, the most probably needed first. */
function withoutEach({ ledger, weigh }: SearchState, set: CapabilitySet): CapabilitySet[] {
  return byFallingWeight(set, weigh).map((single) => difference(ledger.universe, single));
}
