import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { falseFailureRate } from '../search/confirmations-needed.ts';
import type { CaseState } from './case-state.ts';

/** Failures of sets that serve, and the trials of such sets: together they tell how often a failure is chance. */
export interface FalseFailures {
  readonly count: number;
  readonly trials: number;
}

/**
 * Counts them over all cases: a few builds of one case show next to nothing, and what makes a build fail by chance (load,
 * network, memory) seldom depends on the case. Another image is no failure here; that it may be chance is a matter of its own.
 */
export function falseFailuresOf(cases: readonly Pick<CaseState, 'trials'>[]): FalseFailures {
  let [count, trials] = [0, 0];
  for (const own of cases) {
    const counted = countedIn.get(own.trials) ?? countIn(own.trials);
    countedIn.set(own.trials, counted);
    count += counted.count;
    trials += counted.trials;
  }
  return { count, trials };
}

/** They are asked for after every trial of any case, and most cases have not changed since. */
const countedIn = new WeakMap<CaseState['trials'], FalseFailures>();

function countIn(trials: CaseState['trials']): FalseFailures {
  const bySet = new Map<CapabilitySet, { built: number; failed: number }>();
  for (const { observation, verdict } of trials) {
    const own = bySet.get(observation.capabilities) ?? { built: 0, failed: 0 };
    if (verdict.kind === 'faithful' || verdict.kind === 'degraded') own.built += 1;
    if (verdict.kind === 'failed') own.failed += 1;
    bySet.set(observation.capabilities, own);
  }
  const serving = [...bySet.values()].filter(({ built }) => built > 0);
  return {
    count: serving.reduce((sum, { failed }) => sum + failed, 0),
    trials: serving.reduce((sum, { built, failed }) => sum + built + failed, 0),
  };
}

/** What is reckoned with: a rate that is between two of these counts as the higher one, so that a single trial changes no plan. */
const RATES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

/** The rate at which sets that serve fail all the same. */
export function falseFailureRateOf({ count, trials }: FalseFailures): number {
  const rate = falseFailureRate(count, trials);
  return RATES.find((step) => step >= rate) ?? 1;
}
