import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  intersection,
  isSubset,
  setOf,
} from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { randomAntichain, universeOf } from '../../testing/simulated/oracles.ts';
import { seededRandom } from '../seeded-random.ts';
import { type CaseNeed, excludingCases, smallestCommonSets } from './profile.ts';
import { minimalSets } from './transversals.ts';

const needing = (...sets: CapabilitySet[]): CaseNeed => ({ minimalSets: sets, exceptions: [] });

/** Works with CHOWN, but not with FOWNER besides, unless one of these is granted too. */
const hurtByFowner = (...unless: CapabilitySet[]): CaseNeed => ({
  minimalSets: [setOf('CHOWN')],
  exceptions: [
    {
      granted: setOf('CHOWN', 'FOWNER'),
      withheld: unless.reduce((all, set) => (all | set) as CapabilitySet, EMPTY_SET),
    },
  ],
});

const UNIVERSE = universeOf(5);
const anySet = fc.bigInt({ min: 0n, max: UNIVERSE }).map((mask) => mask as CapabilitySet);

/** Any case in which everything in play works: sets that fail although they hold a minimal set are cut out of those that work. */
const anyNeed: fc.Arbitrary<CaseNeed> = fc
  .record({
    minimalSets: fc.array(anySet, { minLength: 1, maxLength: 3 }).map(minimalSets),
    cuts: fc.array(fc.record({ granted: anySet, withheld: anySet }), { maxLength: 3 }),
  })
  .map(({ minimalSets: family, cuts }) => {
    const above = cuts.flatMap(({ granted, withheld }) =>
      family.map((minimal) => ({
        minimal,
        granted: (granted | minimal) as CapabilitySet,
        withheld: difference(withheld, (granted | minimal) as CapabilitySet),
      })),
    );
    // A minimal set that were cut out would be none.
    return { minimalSets: family, exceptions: above.filter((cut) => family.every((minimal) => !isIn(cut, minimal))) };
  });

function isIn({ granted, withheld }: CaseNeed['exceptions'][number], set: CapabilitySet): boolean {
  return isSubset(granted, set) && intersection(withheld, set) === EMPTY_SET;
}

function works(need: CaseNeed, set: CapabilitySet): boolean {
  return need.minimalSets.some((minimal) => isSubset(minimal, set)) && !need.exceptions.some((cut) => isIn(cut, set));
}

describe('smallestCommonSets', () => {
  it('joins one minimal set of each case', () => {
    const cases = [needing(setOf('CHOWN')), needing(setOf('CHOWN', 'SETUID'), setOf('FOWNER'))];
    expect(smallestCommonSets(cases)).toEqual([setOf('CHOWN', 'FOWNER'), setOf('CHOWN', 'SETUID')]);
  });

  it('is nothing when a case has no set that works, and the empty set when there are no cases', () => {
    expect(smallestCommonSets([needing(setOf('CHOWN')), needing()])).toEqual([]);
    expect(smallestCommonSets([])).toEqual([EMPTY_SET]);
  });

  it('adds what repairs a union that hurts a case, each way that does', () => {
    const cases = [hurtByFowner(setOf('FSETID'), setOf('SETUID')), needing(setOf('FOWNER'))];
    expect(smallestCommonSets(cases)).toEqual([setOf('CHOWN', 'FOWNER', 'FSETID'), setOf('CHOWN', 'FOWNER', 'SETUID')]);
  });

  it('is nothing when a union hurts a case whatever else is granted', () => {
    expect(smallestCommonSets([hurtByFowner(), needing(setOf('FOWNER'))])).toEqual([]);
  });

  it('agrees with trying every set on every case', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed);
        const cases = [2, 3, 2].map((size) => randomAntichain(universeOf(7), { count: 3, size }, random));
        const serving = subsetsOf(universeOf(7)).filter((set) =>
          cases.every((family) => family.some((minimal) => isSubset(minimal, set))),
        );
        expect(smallestCommonSets(cases.map((family) => needing(...family)))).toEqual(minimalSets(serving));
      }),
      { numRuns: 30 },
    );
  });

  it('agrees with trying every set on every case where more capabilities hurt', () => {
    fc.assert(
      fc.property(fc.array(anyNeed, { minLength: 1, maxLength: 4 }), anySet, (cases, atLeast) => {
        const serving = subsetsOf(UNIVERSE).filter((set) => cases.every((one) => works(one, set)));
        expect(smallestCommonSets(cases)).toEqual(minimalSets(serving));
        const above = serving.filter((set) => isSubset(atLeast, set));
        expect(smallestCommonSets(cases, atLeast)).toEqual(minimalSets(above));
      }),
      { numRuns: 300 },
    );
  });
});

describe('cases that exclude each other', () => {
  it('are the first pair that does, or else all of them', () => {
    const free = needing(setOf('SETUID'));
    expect(excludingCases([free, hurtByFowner(), needing(setOf('FOWNER'))])).toEqual([1, 2]);
    const both: CaseNeed = {
      minimalSets: [EMPTY_SET],
      exceptions: [{ granted: setOf('CHOWN', 'FOWNER'), withheld: EMPTY_SET }],
    };
    expect(excludingCases([both, needing(setOf('CHOWN')), needing(setOf('FOWNER'))])).toEqual([0, 1, 2]);
  });

  it('are none where some set works for all, or where a case has no answer', () => {
    expect(excludingCases([hurtByFowner(setOf('FSETID')), needing(setOf('FOWNER'))])).toBeUndefined();
    expect(excludingCases([hurtByFowner(), needing(setOf('FOWNER')), needing()])).toBeUndefined();
  });
});
