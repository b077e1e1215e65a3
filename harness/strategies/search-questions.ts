import { type CapabilitySet, difference, intersection } from '../capabilities/capability-set.ts';
import { withFailures } from '../priors/guess-from-failures.ts';
import { hintedBy } from '../priors/hints.ts';
import { type CaseState, factsFor } from '../proof/case-state.ts';
import type { Fact } from '../search/ledger/fact.ts';
import { pick } from '../search/picker/picker.ts';
import type { CasePrior, Prior } from '../search/picker/prior.ts';
import type { PickOptions } from '../search/picker/search-state.ts';
import { ANSWERS, type Answer } from '../vocabulary/answer.ts';

/** The sets that the search for the answers wants to try next, given what was believed before the first trial. */
export function searchQuestions(
  state: CaseState,
  prior: CasePrior | undefined,
  options: PickOptions,
  answers: readonly Answer[] = ANSWERS,
): CapabilitySet[] {
  const picked = answers.flatMap((answer) =>
    pick(state[answer], currentPrior(state, answer, prior?.[answer]), options),
  );
  return [...new Set(picked)];
}

/** What is believed of one answer now that some trials have failed. */
function currentPrior(state: CaseState, answer: Answer, prior: Prior = {}): Prior {
  const { universe, about, trials } = state;
  const failures = trials
    .filter((trial) => factsFor(answer, { universe, about, unsteady: [], trials: [trial] }).some(isFailure))
    .map(({ observation: { capabilities: set }, verdict }) => ({
      set,
      hinted: difference(intersection(hintedBy(verdict), universe), set),
    }));
  return withFailures(prior, state[answer], failures);
}

function isFailure({ outcome }: Fact): boolean {
  return outcome === 'fail';
}
