import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, difference, isSubset, sizeOf } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { bruteForceBorders } from '../../testing/simulated/brute-force.ts';
import {
  constantOracle,
  coreFamily,
  disjointSets,
  oracleOfMinimalSets,
  randomAntichain,
  randomSubset,
  thresholdOracle,
  universeOf,
} from '../../testing/simulated/oracles.ts';
import type { Borders } from '../ledger/certificate.ts';
import { minimalTransversals } from '../ledger/transversals.ts';
import { seededRandom } from '../seeded-random.ts';
import { drawImplied } from './draw-implied.ts';
import { countImplied, impliedVerdicts, isImplied } from './implied-verdicts.ts';
import { neighbourhoodOfAll } from './neighbourhood.ts';

const SEVEN = universeOf(7);
const FOURTEEN = universeOf(14);

describe('the implied verdicts', () => {
  it('are all that is neither on a border, nor next to a minimal set, nor the universe', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 4 }), (seed, count) => {
        const borders = randomBorders(seed, count);
        const { impliedPass, impliedFail } = impliedVerdicts(borders);
        const { below, above } = neighbourhoodOfAll(borders.minimalSets, SEVEN);
        const known = new Set([...borders.minimalSets, ...borders.maximalFailingSets, ...below, ...above, SEVEN]);
        const rest = subsetsOf(SEVEN).filter((set) => !known.has(set));
        const passes = (set: CapabilitySet): boolean => borders.minimalSets.some((own) => isSubset(own, set));
        expect(subsetsOf(SEVEN).filter((set) => isImplied(impliedPass, set))).toEqual(rest.filter(passes));
        expect(subsetsOf(SEVEN).filter((set) => isImplied(impliedFail, set))).toEqual(
          rest.filter((set) => !passes(set)),
        );
        expect(countImplied(impliedPass)).toBe(rest.filter(passes).length);
        expect(countImplied(impliedFail)).toBe(rest.filter((set) => !passes(set)).length);
      }),
      { numRuns: 60 },
    );
  });

  it('are counted where nothing passes, everything does, or only the universe', () => {
    const counts = (borders: Borders): number[] => Object.values(impliedVerdicts(borders)).map(countImplied);
    expect(counts(bruteForceBorders(SEVEN, constantOracle('fail')))).toEqual([0, 2 ** 7 - 1]);
    expect(counts(bruteForceBorders(SEVEN, constantOracle('pass')))).toEqual([2 ** 7 - 1 - 7 - 1, 0]);
    expect(counts(bruteForceBorders(SEVEN, thresholdOracle(7)))).toEqual([0, 2 ** 7 - 1 - 7]);
  });

  it('are counted exactly among all sets of 41 capabilities', () => {
    const universe = universeOf(41);
    const [minimal, other] = disjointSets(universe, 2, 5) as [CapabilitySet, CapabilitySet];
    const minimalSets = [minimal, other];
    const maximalFailingSets = minimalTransversals(minimalSets).map((set) => difference(universe, set));
    const { impliedPass, impliedFail } = impliedVerdicts({ universe, minimalSets, maximalFailingSets });
    const above = 2 * 2 ** 36 - 2 ** 31;
    expect(countImplied(impliedPass)).toBe(above - 2 - 2 * 36 - 1);
    expect(countImplied(impliedFail)).toBe(2 ** 41 - above - 25 - 10);
  });

  it('are counted soon whatever the borders', () => {
    const universe = universeOf(41);
    const minimalSets = randomAntichain(universe, { count: 6, size: 5 }, seededRandom(3));
    const maximalFailingSets = minimalTransversals(minimalSets).map((set) => difference(universe, set));
    const { impliedPass, impliedFail } = impliedVerdicts({ universe, minimalSets, maximalFailingSets });
    const all = countImplied(impliedPass) + impliedPass.excluded.size;
    expect(all + countImplied(impliedFail) + impliedFail.excluded.size).toBe(2 ** 41);
    expect(impliedFail.border.length).toBeGreaterThan(500);
  });
});

describe('drawImplied', () => {
  it('gives distinct sets of the stratum, as many as there are, and a prefix to whoever asks for fewer', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 3 }), fc.nat(200), (seed, count, wanted) => {
        for (const stratum of Object.values(impliedVerdicts(randomBorders(seed, count)))) {
          const drawn = drawImplied(stratum, seed, wanted);
          expect(drawn.length).toBe(Math.min(wanted, countImplied(stratum)));
          expect(new Set(drawn).size).toBe(drawn.length);
          expect(drawn.every((set) => isImplied(stratum, set))).toBe(true);
          expect(drawImplied(stratum, seed, 500).slice(0, wanted)).toEqual(drawn);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('gives prefixes of one order in large strata too, and another order for another seed', () => {
    for (const stratum of Object.values(impliedVerdicts(threeSets()))) {
      const drawn = drawImplied(stratum, 5, 200);
      expect(new Set(drawn).size).toBe(200);
      expect(drawn.every((set) => isImplied(stratum, set))).toBe(true);
      expect(drawImplied(stratum, 5, 30)).toEqual(drawn.slice(0, 30));
      expect(drawImplied(stratum, 6, 30)).not.toEqual(drawn.slice(0, 30));
    }
  });

  it('draws each set of a large stratum equally often, however many border sets imply it', () => {
    for (const stratum of Object.values(impliedVerdicts(threeSets()))) {
      const members = subsetsOf(FOURTEEN).filter((set) => isImplied(stratum, set));
      expect(members.length).toBeGreaterThan(4096);
      const draws = Array.from({ length: 40 }, (_, seed) => drawImplied(stratum, seed, 100)).flat();
      for (const kind of kinds(stratum.border, stratum.outcome)) {
        const share = members.filter(kind).length / members.length;
        const deviation = Math.sqrt((share * (1 - share)) / draws.length);
        expect(Math.abs(draws.filter(kind).length / draws.length - share)).toBeLessThan(4 * deviation + 1e-9);
      }
    }
  });
});

/** Kinds of sets that a draw might favour: those that many border sets imply, and those of one size. */
function kinds(border: readonly CapabilitySet[], outcome: 'pass' | 'fail') {
  const implying = (set: CapabilitySet): number =>
    border.filter((own) => (outcome === 'pass' ? isSubset(own, set) : isSubset(set, own))).length;
  return [1, 2, 3, 4, 6, 8].flatMap((number) => [
    (set: CapabilitySet): boolean => implying(set) === number,
    (set: CapabilitySet): boolean => sizeOf(set) === number + 2,
  ]);
}

function threeSets(): Borders {
  return bruteForceBorders(FOURTEEN, oracleOfMinimalSets(disjointSets(FOURTEEN, 3, 2)));
}

function randomBorders(seed: number, count: number): Borders {
  const random = seededRandom(seed);
  const family =
    count < 4 ? coreFamily(SEVEN, { count, size: 3 }, random) : [randomSubset(SEVEN, Math.floor(random() * 8), random)];
  return bruteForceBorders(SEVEN, oracleOfMinimalSets(family));
}
