import type { CapabilitySet } from '../../../harness/capabilities/capability-set.ts';
import { seededRandom } from '../../../harness/search/seeded-random.ts';
import { noisyOracle, oracleOfMinimalSets } from '../../../harness/testing/simulated/oracles.ts';
import type { Contestant, Problem, Run } from './contestants.ts';
import type { Family } from './families.ts';

/** Runs of one contestant on builds of one kind. */
export interface Measured {
  readonly runs: readonly Run[];
  readonly truths: readonly (readonly CapabilitySet[])[];
}

/** How the builds of a family are run. */
export type Setting = Pick<Problem, 'slots' | 'confirm' | 'retry' | 'durationOf' | 'cost' | 'inRounds'> & {
  /** How many builds are drawn. */
  readonly runs: number;
  /** How often a trial fails by chance. @default 0 */
  readonly falseFail?: number;
};

/** Every contestant meets the same builds, and the same chance failures of the same trials. */
export function measure(
  contestant: Contestant,
  family: Family,
  { runs, falseFail = 0, ...setting }: Setting,
): Measured {
  const truths = Array.from({ length: runs }, (_, index) => family.draw(seededRandom(index + 5000)));
  const results = truths.map((truth, index) => {
    const exact = oracleOfMinimalSets(truth);
    const oracle = falseFail === 0 ? exact : noisyOracle(exact, { falseFail, seed: index + 9000 });
    return contestant.run({ ...setting, universe: family.universe, truth, oracle, seed: index + 1 });
  });
  return { runs: results, truths };
}

/** The mean of some figure of the runs. */
export function mean(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0) / numbers.length;
}

/** The share of runs that claim a set which is not minimal, and the share of minimal sets that are not claimed. */
export function mistakes({ runs, truths }: Measured): { wrong: number; missing: number } {
  const shares = runs.map(({ minimalSets }, index) => {
    const truth = truths[index] ?? [];
    const missing = truth.filter((set) => !minimalSets.includes(set));
    return { isWrong: minimalSets.some((set) => !truth.includes(set)), missing: missing.length / truth.length };
  });
  return {
    wrong: mean(shares.map(({ isWrong }) => Number(isWrong))),
    missing: mean(shares.map(({ missing }) => missing)),
  };
}

/** `20.1 (46)`: the mean and the maximum. */
export function meanAndMax(numbers: readonly number[]): string {
  return `${mean(numbers).toFixed(1)} (${Math.max(...numbers)})`;
}

/** A share in per cent, `0` only for none at all. */
export function percent(share: number): string {
  if (share === 0) return '0';
  return share < 0.001 ? '<0.1' : (share * 100).toFixed(share < 0.1 ? 1 : 0);
}
