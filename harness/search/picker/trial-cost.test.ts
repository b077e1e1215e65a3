import { describe, expect, it } from 'vitest';
import { coreFamily, oracleOfMinimalSets, randomSubset, universeOf } from '../../testing/simulated/oracles.ts';
import { type DurationOf, runSearch } from '../../testing/simulated/run-search.ts';
import { seededRandom } from '../seeded-random.ts';
import { expectedTime, informativePassChance } from './trial-cost.ts';

const FOURTEEN = universeOf(14);
const DEAR = { passMs: 6000, failMs: 1000 };

describe('the cost of trials', () => {
  it('makes passes as welcome as failures when they cost the same, and rarer when they cost more', () => {
    expect(informativePassChance(undefined)).toBe(0.5);
    expect(informativePassChance({ passMs: 700, failMs: 700 })).toBeCloseTo(0.5);
    expect(informativePassChance(DEAR)).toBeCloseTo(0.222, 3);
  });

  it('is expected between that of a failure and that of a pass', () => {
    expect([0, 0.5, 1].map((chance) => expectedTime(DEAR, chance))).toEqual([1, 3.5, 6]);
    expect(expectedTime(undefined, 0.3)).toBe(1);
  });

  it.each([
    [1, 0.6],
    [2, 0.8],
    [8, 1],
  ])('makes a search without a guess quicker where passes are dear, %i slots', (slots, share) => {
    const durationOf: DurationOf = (outcome) => (outcome === 'pass' ? 6 : 1);
    const seconds = [undefined, DEAR].map((cost) => {
      const runs = Array.from({ length: 12 }, (_, seed) => {
        const random = seededRandom(seed + 100);
        const family =
          seed % 2 === 0 ? [randomSubset(FOURTEEN, 3, random)] : coreFamily(FOURTEEN, { count: 2, size: 3 }, random);
        const oracle = oracleOfMinimalSets(family);
        const search = { universe: FOURTEEN, oracle, slots, seed, durationOf };
        const { ledger, makespan } = runSearch({ ...search, ...(cost !== undefined && { cost }) });
        expect(new Set(ledger.passing)).toEqual(new Set(family));
        return makespan;
      });
      return runs.reduce((a, b) => a + b, 0);
    });
    expect(seconds[1]).toBeLessThan((seconds[0] ?? 0) * share);
  });
});
