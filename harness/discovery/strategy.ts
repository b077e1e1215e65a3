import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { CaseState } from './case-state.ts';

/**
 * What to try next, the most useful first; a set may stand more than once. Empty when nothing is left to ask, or when the
 * rest waits for `inFlight`. Pure: the same state asks the same questions.
 */
export type Strategy = (state: CaseState, inFlight: readonly CapabilitySet[]) => readonly CapabilitySet[];
