import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  intersection,
  isSubset,
  singletons,
  union,
} from '../../capabilities/capability-set.ts';
import type { Ledger, SetStatus } from '../ledger/ledger.ts';
import { type Prior, type Weigh, weighBy } from './prior.ts';
import type { TrialCost } from './trial-cost.ts';

/** What the picker may use beside the ledger and the prior. */
export interface PickOptions {
  /** How many trials may run at once. */
  readonly slots: number;
  /** Sets that run now, repeats and the questions of another ledger included; they count as unanswered. */
  readonly inFlight: readonly CapabilitySet[];
  /** Sets of which no verdict can be had: never asked. */
  readonly blocked?: readonly CapabilitySet[];
  /** Decides every random choice. */
  readonly seed: number;
  /** What a trial is expected to take. @default a pass takes as long as a failure */
  readonly cost?: TrialCost;
}

/** All that the questions are derived from: ledger, prior and options in the form in which they are used. */
export interface SearchState {
  readonly ledger: Ledger;
  readonly options: PickOptions;
  readonly guesses: readonly CapabilitySet[];
  readonly hints: CapabilitySet;
  readonly weigh: Weigh;
  /** Capabilities whose loss fails the build: members of every minimal set. */
  readonly core: CapabilitySet;
  /** Capabilities that some passing set does without. */
  readonly dispensable: CapabilitySet;
  /** Capabilities of which neither is known. */
  readonly undecided: CapabilitySet;
  /** The sets in flight whose answer matters to this ledger. */
  readonly pending: readonly CapabilitySet[];
  statusOf(set: CapabilitySet): SetStatus['status'];
}

/** Reads ledger, prior and options into the state of a search. */
export function searchState(ledger: Ledger, prior: Prior, options: PickOptions): SearchState {
  const { universe } = ledger;
  const statusOf = (set: CapabilitySet): SetStatus['status'] => ledger.statusOf(set).status;
  const row = singletons(universe).map((single) => ({ single, status: statusOf(difference(universe, single)) }));
  const membersWith = (status: SetStatus['status']): CapabilitySet =>
    row.filter((drop) => drop.status === status).reduce((set, drop) => union(set, drop.single), EMPTY_SET);
  return {
    ledger,
    options,
    guesses: (prior.guesses ?? []).map((guess) => intersection(guess, universe)),
    hints: intersection(prior.hints ?? EMPTY_SET, universe),
    weigh: weighBy(prior),
    core: membersWith('fail'),
    dispensable: membersWith('pass'),
    undecided: membersWith('unknown'),
    pending: options.inFlight.filter((set) => isSubset(set, universe) && statusOf(set) === 'unknown'),
    statusOf,
  };
}

/** The capabilities of the set, the most probable first. */
export function byFallingWeight(set: CapabilitySet, weigh: Weigh): CapabilitySet[] {
  return singletons(set).sort((a, b) => weigh(b) - weigh(a));
}
