import { type CapabilitySet, EMPTY_SET, isSubset, union } from '../capabilities/capability-set.ts';
import type { Ledger } from '../search/ledger/ledger.ts';
import type { Prior } from '../search/picker/prior.ts';

/** A set that failed, and what its failure points to beyond it. */
export interface Failure {
  readonly set: CapabilitySet;
  readonly hinted: CapabilitySet;
}

/**
 * What is believed once trials have failed: guesses that were refuted grow by what the failures point to, and the larger ones
 * with the smaller, so that they do not become alternatives to them.
 */
export function withFailures(prior: Prior, ledger: Ledger, failures: readonly Failure[]): Prior {
  const guesses = prior.guesses ?? [];
  if (guesses.length === 0) return { ...prior, guesses: [guessFromFailures(ledger, failures)] };
  const grown: CapabilitySet[] = [];
  for (const guess of guesses) {
    const within = grown.filter((_, index) => isSubset(guesses[index] ?? guess, guess));
    grown.push(guessFromFailures(ledger, failures, within.reduce(union, guess)));
  }
  return { ...prior, guesses: [...new Set(grown)] };
}

/**
 * The minimal set to expect: the one to start from, and as long as that fails, what the failures point to added. Failures at
 * a lack of privilege come early in a build, so this climb is cheap.
 */
export function guessFromFailures(
  ledger: Ledger,
  failures: readonly Failure[],
  start: CapabilitySet = EMPTY_SET,
): CapabilitySet {
  let guess = start;
  while (ledger.statusOf(guess).status === 'fail') {
    // What a larger set fails for, a smaller one fails for as well.
    const above = failures.filter(({ set }) => isSubset(guess, set)).map(({ hinted }) => hinted);
    const next = above.reduce(union, guess);
    if (next === guess) break;
    guess = next;
  }
  return guess;
}
