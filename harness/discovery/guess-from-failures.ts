import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  intersection,
  isSubset,
  union,
} from '../capabilities/capability-set.ts';
import { type Answer, type CaseState, factsFor } from './case-state.ts';
import { hintedBy } from './hints.ts';

/**
 * The minimal set to expect: the empty one, and as long as that fails, what the failures point to added. Failures at a lack of
 * privilege come early in a build, so this climb is cheap.
 */
export function guessFromFailures(state: CaseState, answer: Answer): CapabilitySet {
  const lacking = state.trials
    .filter((trial) => factsFor(answer, [trial]).some(({ outcome }) => outcome === 'fail'))
    .map(({ observation: { capabilities }, verdict }) => ({
      set: capabilities,
      hinted: difference(intersection(hintedBy(verdict), state.universe), capabilities),
    }));
  let guess = EMPTY_SET;
  while (state[answer].statusOf(guess).status === 'fail') {
    // What a larger set fails for, a smaller one fails for as well.
    const above = lacking.filter(({ set }) => isSubset(guess, set)).map(({ hinted }) => hinted);
    const next = above.reduce(union, guess);
    if (next === guess) break;
    guess = next;
  }
  return guess;
}
