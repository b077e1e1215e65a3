import type { CapabilitySet } from '../capabilities/capability-set.ts';

/** What one conclusive trial showed about one set. Inconclusive trials never become facts. */
export interface Fact {
  readonly set: CapabilitySet;
  readonly outcome: FactOutcome;
  /** Id of the trial that showed it. */
  readonly trial: string;
}

/** Whether the set served the build, in whichever of the two senses of success the ledger is about. */
export type FactOutcome = 'pass' | 'fail';
