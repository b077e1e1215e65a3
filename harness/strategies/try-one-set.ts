import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { isConclusive } from '../proof/case-state.ts';
import { questionsOf } from './question.ts';
import { afterReference, runningSets, type Strategy } from './strategy.ts';
import { repeat, withoutRunning } from './wanted-trials.ts';

/** Tries one set as often as `times`. */
export function tryOneSet(set: CapabilitySet, times: number): Strategy {
  return (state, running) =>
    afterReference(state, running, () => {
      const tried = state.trials.filter(
        ({ observation, verdict }) => observation.capabilities === set && isConclusive(verdict),
      ).length;
      return questionsOf('asked', withoutRunning(repeat(set, times - tried), runningSets(running)));
    });
}
