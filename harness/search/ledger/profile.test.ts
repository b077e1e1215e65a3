import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_SET, isSubset, setOf } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { randomAntichain, universeOf } from '../../testing/simulated/oracles.ts';
import { seededRandom } from '../seeded-random.ts';
import { smallestCommonSets } from './profile.ts';
import { minimalSets } from './transversals.ts';

describe('smallestCommonSets', () => {
  it('joins one minimal set of each case', () => {
    const cases = [[setOf('CHOWN')], [setOf('CHOWN', 'SETUID'), setOf('FOWNER')]];
    expect(smallestCommonSets(cases)).toEqual([setOf('CHOWN', 'FOWNER'), setOf('CHOWN', 'SETUID')]);
  });

  it('is nothing when a case has no set that works, and the empty set when there are no cases', () => {
    expect(smallestCommonSets([[setOf('CHOWN')], []])).toEqual([]);
    expect(smallestCommonSets([])).toEqual([EMPTY_SET]);
  });

  it('agrees with trying every set on every case', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed);
        const cases = [2, 3, 2].map((size) => randomAntichain(universeOf(7), { count: 3, size }, random));
        const serving = subsetsOf(universeOf(7)).filter((set) =>
          cases.every((family) => family.some((minimal) => isSubset(minimal, set))),
        );
        expect(smallestCommonSets(cases)).toEqual(minimalSets(serving));
      }),
      { numRuns: 30 },
    );
  });
});
