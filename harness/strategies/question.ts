import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { TrialPurpose } from '../vocabulary/trial-purpose.ts';
import type { Variation } from '../vocabulary/variation.ts';

/** A trial that is wanted. */
export interface Question {
  readonly set: CapabilitySet;
  readonly purpose: TrialPurpose;
  /** The variation of the case's configuration under which it runs; undefined for none. */
  readonly variation?: Variation;
  /** Whether it is asked for what its trial decides without the assumption that more capabilities never hurt. */
  readonly covers?: true;
  /** Whether nothing else may run beside it: what did not end may only have been slow. */
  readonly alone?: true;
}

/** One question a set, all for the same purpose. */
export function questionsOf(purpose: TrialPurpose, sets: readonly CapabilitySet[]): Question[] {
  return sets.map((set) => ({ set, purpose }));
}
