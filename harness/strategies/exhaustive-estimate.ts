import { type CapabilitySet, sizeOf } from '../capabilities/capability-set.ts';
import { planesOf } from '../proof/truth-table-of.ts';
import type { RunRecord } from '../record/record.ts';

/** What an exhaustive run is about to do. */
export interface ExhaustiveWork {
  /** The universe of each case. */
  readonly universes: readonly CapabilitySet[];
  /** The capabilities of which every subset is tried; undefined for the whole of each universe. */
  readonly over: CapabilitySet | undefined;
  /** How many trials run at once. */
  readonly slots: number;
}

/** How much that is. */
export interface Estimate {
  readonly trials: number;
  /** Whether fewer may do: where the kernel is watched, most sets of a whole universe are decided by trials of others. */
  readonly isLimit: boolean;
  readonly slots: number;
  /** How long it takes at the least and at the most. */
  readonly ranges: readonly { readonly trialMs: number; readonly totalMs: number }[];
}

/** Between a context of a few files on a local engine, and a base image that takes long to unpack. */
const USUAL_TRIAL_MS = [500, 10_000];

/** Estimates a run from how long a trial took before, or from how long trials usually take. */
export function exhaustiveEstimate(work: ExhaustiveWork, meanTrialMs?: number): Estimate {
  const counts = work.universes.map((universe) => {
    const over = work.over ?? universe;
    return planesOf(universe, over).length * 2 ** sizeOf(over);
  });
  const trials = counts.reduce((sum, count) => sum + count, 0);
  const durations = meanTrialMs === undefined ? USUAL_TRIAL_MS : [meanTrialMs];
  return { isLimit: work.over === undefined, ...estimateOf(trials, work.slots, durations) };
}

/** How long the trials of an earlier record took on average; undefined if it has none. */
export function meanTrialMsOf({ cases }: RunRecord): number | undefined {
  const durations = cases.flatMap(({ trials }) => trials.all.map(({ durationMs }) => durationMs));
  return durations.length === 0 ? undefined : durations.reduce((sum, ms) => sum + ms, 0) / durations.length;
}

function estimateOf(trials: number, slots: number, trialMs: readonly number[]): Omit<Estimate, 'isLimit'> {
  return {
    trials,
    slots,
    ranges: trialMs.map((ms) => ({ trialMs: ms, totalMs: (trials * ms) / Math.min(slots, Math.max(1, trials)) })),
  };
}
