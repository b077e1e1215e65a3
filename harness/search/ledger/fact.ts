import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import type { Outcome } from '../../vocabulary/answer.ts';

/** What one conclusive trial showed about one set. Inconclusive trials never become facts. */
export interface Fact {
  readonly set: CapabilitySet;
  readonly outcome: Outcome;
  /** Id of the trial that showed it. */
  readonly trial: string;
  /**
   * The capabilities that the kernel was asked about in the trial: it decides every set that agrees with its own on these.
   *
   * @default the trial decides only its own set
   */
  readonly asked?: CapabilitySet;
}
