import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { isConclusive } from '../proof/case-state.ts';
import type { Certainty } from '../proof/certainty.ts';
import { challenges } from '../proof/chance/challenges.ts';
import { questionsOf } from './question.ts';
import { afterReference, runningSets, type Strategy } from './strategy.ts';
import { mostWanted, repeat, withoutRunning } from './wanted-trials.ts';

/** Tries one set as often as is to be confirmed, and what it lost against more builds with everything granted where that may be chance. */
export function tryOneSet(set: CapabilitySet, { confirm, confidence }: Certainty): Strategy {
  return (state, running) =>
    afterReference(state, running, () => {
      const tried = state.trials.filter(
        ({ observation, verdict }) => observation.capabilities === set && isConclusive(verdict),
      ).length;
      const inFlight = runningSets(running);
      const asked = withoutRunning(repeat(set, confirm - tried), inFlight);
      const challenged = withoutRunning(mostWanted(challenges(state, 1 - confidence)), inFlight);
      return [...questionsOf('asked', asked), ...questionsOf('challenge', asked.length > 0 ? [] : challenged)];
    });
}
