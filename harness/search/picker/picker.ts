import { type CapabilitySet, difference } from '../../capabilities/capability-set.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { minimalSets, minimalTransversals } from '../ledger/transversals.ts';
import type { Prior } from './prior.ts';
import { questionsForOneSet } from './questions-for-one-set.ts';
import { questionsForSeveralSets } from './questions-for-several-sets.ts';
import { type PickOptions, type SearchState, searchState } from './search-state.ts';

/**
 * The sets to try next, the most urgent first, at most as many as there are free slots. Nothing means: wait for what is in
 * flight, or, with nothing in flight, that every set is decided or blocked. Picks never affect what is concluded, only how
 * many trials it takes.
 */
export function pick(ledger: Ledger, prior: Prior, options: PickOptions): CapabilitySet[] {
  const free = options.slots - options.inFlight.length;
  if (free <= 0 || ledger.complete) return [];
  const state = searchState(ledger, prior, options);
  const blocked = new Set(options.blocked);
  const inFlight = new Set(options.inFlight);
  for (const wanted of questions(state)) {
    const askable = [...new Set(wanted)].filter((set) => state.statusOf(set) === 'unknown' && !blocked.has(set));
    // A question that waits for an answer in flight is not overtaken by one of lower rank.
    if (askable.length > 0) return askable.filter((set) => !inFlight.has(set)).slice(0, free);
  }
  return [];
}

/** Groups of sets worth asking, in falling order of rank: a group counts only when those before it hold nothing to ask. */
function* questions(state: SearchState): Generator<readonly CapabilitySet[]> {
  yield [state.ledger.universe];
  yield certificateOfGuesses(state);
  yield* questionsForOneSet(state);
  yield* questionsForSeveralSets(state);
  yield state.ledger.open();
}

/**
 * The whole certificate of what is guessed, sets that should pass first, because a pass takes longest. Nothing once an answer
 * has refuted the guess; guesses that fail are dropped and the others stand.
 */
function certificateOfGuesses({ guesses, ledger, statusOf, weigh }: SearchState): CapabilitySet[] {
  const standing = minimalSets(guesses.filter((guess) => statusOf(guess) !== 'fail'));
  if (standing.length === 0) return [];
  const dropped = minimalTransversals(standing).toSorted((a, b) => weigh(b) - weigh(a));
  const failing = dropped.map((transversal) => difference(ledger.universe, transversal));
  return failing.some((set) => statusOf(set) === 'pass') ? [] : [...standing, ...failing];
}
