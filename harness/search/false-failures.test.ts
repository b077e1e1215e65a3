import { describe, expect, it } from 'vitest';
import { noisyOracle, oracleOfMinimalSets, randomSubset, universeOf } from '../testing/simulated/oracles.ts';
import { runSearch } from '../testing/simulated/run-search.ts';
import { seededRandom } from './seeded-random.ts';

const UNIVERSE = universeOf(14);
const SIZE = 3;
const RUNS = 250;

/** The share of searches for one set that end with another answer, without a guess. */
function wrongRate(falseFail: number, confirm: number): number {
  let wrong = 0;
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const needed = randomSubset(UNIVERSE, SIZE, seededRandom(seed));
    const oracle = noisyOracle(oracleOfMinimalSets([needed]), { falseFail, seed });
    const { ledger } = runSearch({ universe: UNIVERSE, oracle, slots: 8, seed, confirm, retry: true });
    const [found, ...others] = ledger.passing;
    if (found !== needed || others.length > 0) wrong += 1;
  }
  return wrong / RUNS;
}

describe('a search in which trials fail by chance', { timeout: 60_000 }, () => {
  // Every set that serves and that the proof of an answer would have to see fail must fail r times in a row by chance.
  const doubtful = 14 - SIZE;
  const bound = (falseFail: number, confirm: number): number => 1 - (1 - falseFail ** confirm) ** doubtful;

  it.each([
    [0.05, 1],
    [0.05, 2],
    [0.1, 2],
    [0.1, 3],
  ])('is wrong no more often than %f false failures allow, each repeated %i times', (falseFail, confirm) => {
    const allowed = bound(falseFail, confirm);
    const spread = 3 * Math.sqrt((allowed * (1 - allowed)) / RUNS);
    expect(wrongRate(falseFail, confirm)).toBeLessThanOrEqual(allowed + spread);
  });

  it('is wrong now and then where nothing is repeated: that is what the repeats are for', () => {
    expect(wrongRate(0.1, 1)).toBeGreaterThan(wrongRate(0.1, 2));
  });
});
