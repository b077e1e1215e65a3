import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { isConclusive } from './case-state.ts';
import { afterReference, type Strategy } from './strategy.ts';
import { repeat, withoutRunning } from './wanted-trials.ts';

/** Tries one set as often as `times`. */
export function tryOneSet(set: CapabilitySet, times: number): Strategy {
  return (state, inFlight) =>
    afterReference(state, inFlight, () => {
      const tried = state.trials.filter(
        ({ observation, verdict }) => observation.capabilities === set && isConclusive(verdict),
      ).length;
      return withoutRunning(repeat(set, times - tried), inFlight);
    });
}
