import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, EMPTY_SET, intersection } from '../../../harness/capabilities/capability-set.ts';
import { seededRandom } from '../../../harness/search/seeded-random.ts';
import { bruteForceBorders } from '../../../harness/testing/simulated/brute-force.ts';
import {
  coreFamily,
  noisyOracle,
  type Oracle,
  oracleOfMinimalSets,
  randomAntichain,
  randomSubset,
  universeOf,
} from '../../../harness/testing/simulated/oracles.ts';
import { endsEarlyIfItFails } from '../../../harness/testing/simulated/run-search.ts';
import { ddmin } from './ddmin.ts';
import { dropOne } from './drop-one.ts';
import { marco } from './marco.ts';
import type { Method } from './method.ts';
import { quickXplain } from './quick-xplain.ts';
import { type MethodResult, runMethod } from './run-method.ts';

const SEVEN = universeOf(7);
const FOURTEEN = universeOf(14);

describe.each([1, 3, 8])('with %i slots', (slots) => {
  it('drop-one gives what all minimal sets share, for one trial a capability', () => {
    whatever((oracle, truth, seed) => {
      const { minimalSets, trials } = run(dropOne, { oracle, slots, seed });
      expect(minimalSets).toEqual([truth.reduce(intersection, SEVEN)]);
      expect(trials).toBe(7);
    });
  });

  it('ddmin gives one minimal set', () => {
    whatever((oracle, truth, seed) => {
      const { minimalSets } = run(ddmin, { oracle, slots, seed });
      expect(minimalSets.length).toBe(1);
      expect(truth).toContain(minimalSets[0]);
    });
  });

  it('QuickXplain gives one minimal set and knows whether it is the only one', () => {
    whatever((oracle, truth, seed) => {
      const { minimalSets, complete } = run(quickXplain, { oracle, slots, seed });
      expect(truth).toContain(minimalSets[0]);
      expect(complete).toBe(truth.length === 1);
    });
  });

  it('MARCO gives all minimal sets', () => {
    whatever((oracle, truth, seed) => {
      const { minimalSets, complete } = run(marco, { oracle, slots, seed });
      expect(new Set(minimalSets)).toEqual(new Set(truth));
      expect(minimalSets.length).toBe(truth.length);
      expect(complete).toBe(true);
    });
  });
});

describe('the methods', () => {
  it('take the published numbers of trials for one minimal set', () => {
    const mean = (method: Method, size: number): number => {
      const trials = Array.from({ length: 60 }, (_, seed) => {
        const oracle = oracleOfMinimalSets([randomSubset(FOURTEEN, size, seededRandom(seed + 1_000))]);
        return run(method, { oracle, slots: 1, seed, universe: FOURTEEN }).trials;
      });
      return trials.reduce((a, b) => a + b, 0) / trials.length;
    };
    expect(mean(ddmin, 0)).toBe(1);
    expect(mean(quickXplain, 0)).toBe(1);
    for (const [size, published, withProof] of [
      [1, 6.8, 7.8],
      [3, 14.2, 16.6],
      [6, 20.5, 25.1],
    ] as const) {
      expect(Math.abs(mean(ddmin, size) - published)).toBeLessThan(1.5);
      expect(Math.abs(mean(quickXplain, size) - withProof)).toBeLessThan(1.5);
      expect(mean(dropOne, size)).toBe(14);
      expect(Math.abs(mean(marco, size) - 14 - size)).toBeLessThan(1);
    }
  });

  it('believe a failure only when it was repeated, and end whatever the noise', () => {
    const truth = randomSubset(FOURTEEN, 3, seededRandom(1));
    for (const method of [dropOne, ddmin, quickXplain, marco]) {
      const wrong = [1, 3].map((confirm) => {
        const results = Array.from({ length: 60 }, (_, seed) => {
          const oracle = noisyOracle(oracleOfMinimalSets([truth]), { falseFail: 0.1, seed });
          return run(method, { oracle, slots: 4, seed, universe: FOURTEEN, confirm });
        });
        return results.filter(({ minimalSets }) => !minimalSets.includes(truth)).length;
      });
      expect(wrong[1]).toBeLessThan(wrong[0] ?? 0);
      expect(wrong[1]).toBeLessThanOrEqual(3);
    }
  });
});

/** A property of any build, with its true minimal sets. */
function whatever(property: (oracle: Oracle, truth: readonly CapabilitySet[], seed: number) => void): void {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 3 }), fc.nat(4), (seed, count, size) => {
      const random = seededRandom(seed);
      const family =
        count === 0 || size === 0
          ? [randomSubset(SEVEN, size === 0 ? 0 : Math.floor(random() * 8), random)]
          : seed % 2 === 0
            ? coreFamily(SEVEN, { count, size }, random)
            : randomAntichain(SEVEN, { count, size }, random);
      const oracle = oracleOfMinimalSets(family.length === 0 ? [EMPTY_SET] : family);
      property(oracle, bruteForceBorders(SEVEN, oracle).minimalSets, seed);
    }),
    { numRuns: 80 },
  );
}

function run(
  method: Method,
  {
    universe = SEVEN,
    confirm = 1,
    ...rest
  }: { oracle: Oracle; slots: number; seed: number; universe?: CapabilitySet; confirm?: number },
): MethodResult {
  return runMethod(method, { universe, confirm, durationOf: endsEarlyIfItFails, ...rest });
}
