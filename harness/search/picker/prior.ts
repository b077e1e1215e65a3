import type { Capability } from '../../capabilities/capability.ts';
import { type CapabilitySet, setOf } from '../../capabilities/capability-set.ts';

/** What is believed before the trials. It decides which trials come first and is never evidence. */
export interface Prior {
  /**
   * The minimal sets that are expected, all of them where an earlier finding tells them. A larger guess beside a smaller one is
   * the next best, taken up when the smaller fails.
   */
  readonly guesses?: readonly CapabilitySet[];
  /** Sets that were seen to pass before, in the same build: that one of them fails is a surprise, and tried again at once. */
  readonly expected?: readonly CapabilitySet[];
  /** How probable it is that a capability is needed, from 0 to 1. */
  readonly weights?: Readonly<Partial<Record<Capability, number>>>;
  /** Capabilities that the error text of a failure points to. */
  readonly hints?: CapabilitySet;
}

/** What is believed of both answers of a case before its first trial, and why. */
export interface CasePrior {
  readonly faithful: Prior;
  readonly exitZero: Prior;
  /** One line for each thing that was taken into account, the strongest first: `FSETID: COPY --from (line 5), needed in 9 of 10 such cases`. */
  readonly because: readonly string[];
}

/** How probable it is that a capability of which nothing is known is needed. Measured: from 0.15 to 0.25 makes no difference. */
const DEFAULT_WEIGHT = 0.15;

/** Tells the probability that the capability of a singleton set is needed. */
export type Weigh = (single: CapabilitySet) => number;

/** Reads the weights of a prior. */
export function weighBy(prior: Prior): Weigh {
  const weights = new Map<bigint, number>();
  for (const [name, weight] of Object.entries(prior.weights ?? {})) weights.set(setOf(name as Capability), weight);
  return (single) => weights.get(single) ?? DEFAULT_WEIGHT;
}
