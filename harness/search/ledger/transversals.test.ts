import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_SET, fromMask, isSubset, setOf } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { universeOf } from '../../testing/simulated/oracles.ts';
import { maximalSets, minimalSets, minimalTransversals } from './transversals.ts';

const family = fc.array(fc.bigInt({ min: 0n, max: 255n }).map(fromMask), { maxLength: 8 });

describe('minimalTransversals', () => {
  it('hits every set of the family and has nothing to spare', () => {
    const sets = [setOf('CHOWN', 'FOWNER'), setOf('CHOWN', 'SETUID')];
    expect(minimalTransversals(sets)).toEqual([setOf('CHOWN'), setOf('FOWNER', 'SETUID')]);
  });

  it('is the empty set for no sets, and nothing when a set cannot be hit', () => {
    expect(minimalTransversals([])).toEqual([EMPTY_SET]);
    expect(minimalTransversals([EMPTY_SET, setOf('CHOWN')])).toEqual([]);
  });

  it('agrees with trying every set', () => {
    fc.assert(
      fc.property(family, (sets) => {
        const hitting = subsetsOf(universeOf(8)).filter((set) => sets.every((other) => (set & other) !== 0n));
        expect(minimalTransversals(sets)).toEqual(minimalSets(hitting));
      }),
      { numRuns: 60 },
    );
  });

  it('applied twice gives back the minimal sets', () => {
    fc.assert(
      fc.property(family, (sets) => {
        expect(minimalTransversals(minimalTransversals(sets))).toEqual(minimalSets(sets));
      }),
    );
  });
});

describe('minimalSets and maximalSets', () => {
  it('keep one antichain that bounds every member', () => {
    fc.assert(
      fc.property(family, (sets) => {
        const minimal = minimalSets(sets);
        const maximal = maximalSets(sets);
        for (const border of [minimal, maximal]) {
          expect(border.filter((a) => border.some((b) => a !== b && isSubset(a, b)))).toEqual([]);
          expect(new Set(border).size).toBe(border.length);
          expect(border.every((set) => sets.includes(set))).toBe(true);
        }
        for (const set of sets) {
          expect(minimal.some((smaller) => isSubset(smaller, set))).toBe(true);
          expect(maximal.some((larger) => isSubset(set, larger))).toBe(true);
        }
      }),
    );
  });
});
