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
export function falseFailuresOf(cases: readonly Pick<CaseState, 'exitZero'>[]): FalseFailures {
  let [count, trials] = [0, 0];
  for (const { exitZero } of cases) {
    for (const set of new Set(exitZero.facts.map((fact) => fact.set))) {
      const { passes, fails } = exitZero.countsOf(set);
      if (passes === 0) continue;
      count += fails;
      trials += passes + fails;
    }
  }
  return { count, trials };
}

/** What is reckoned with: a rate that is between two of these counts as the higher one, so that a single trial changes no plan. */
const RATES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

/** The rate at which sets that serve fail all the same. */
export function falseFailureRateOf({ count, trials }: FalseFailures): number {
  const rate = falseFailureRate(count, trials);
  return RATES.find((step) => step >= rate) ?? 1;
}
