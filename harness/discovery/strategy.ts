import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { blockedSet } from './blocked-set.ts';
import { type CaseState, REFERENCE_BUILDS } from './case-state.ts';
import { repeat, withoutRunning } from './wanted-trials.ts';

/**
 * What to try next, the most useful first; a set may stand more than once. Empty when nothing is left to ask, or when the
 * rest waits for `inFlight`. Pure: the same state asks the same questions.
 */
export type Strategy = (state: CaseState, inFlight: readonly CapabilitySet[]) => readonly CapabilitySet[];

/** Builds the reference first; asks nothing more when it is of no use, or when a set gives no verdict however often. */
export function afterReference(
  state: CaseState,
  inFlight: readonly CapabilitySet[],
  questions: () => readonly CapabilitySet[],
): readonly CapabilitySet[] {
  if (blockedSet(state) !== undefined) return [];
  switch (state.reference.kind) {
    case 'failed':
    case 'flaky':
      return [];
    case 'open': {
      const { builds, failures } = state.reference;
      // As long as nothing succeeded, a failure is as good an answer as a build; beside a success it is none.
      const answered = builds === 0 ? failures : builds;
      return withoutRunning(repeat(state.universe, REFERENCE_BUILDS - answered), inFlight);
    }
    case 'sound':
      return questions();
  }
}
