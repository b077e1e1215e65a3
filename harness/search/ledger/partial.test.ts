import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, EMPTY_SET, isSubset, setOf, sizeOf } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { bruteForceBorders } from '../../testing/simulated/brute-force.ts';
import { coreFamily, oracleOfMinimalSets, universeOf } from '../../testing/simulated/oracles.ts';
import { runSearch } from '../../testing/simulated/run-search.ts';
import { seededRandom } from '../seeded-random.ts';
import type { Fact } from './fact.ts';
import { buildLedger } from './ledger.ts';
import { partialKnowledge } from './partial.ts';

describe('partialKnowledge', { timeout: 30_000 }, () => {
  it('knows after the reference only that everything suffices', () => {
    const universe = universeOf(14);
    expect(partialKnowledge(buildLedger(universe, [{ set: universe, outcome: 'pass', trial: 't1' }]))).toEqual({
      knownSufficient: [universe],
      provenMinimal: [],
      knownNecessary: EMPTY_SET,
      minimalSizeAtLeast: 0,
      undecided: 2 ** 14 - 1,
    });
  });

  it('knows that no size suffices when the universe fails', () => {
    const universe = setOf('CHOWN');
    const ledger = buildLedger(universe, [{ set: universe, outcome: 'fail', trial: 't1' }]);
    expect(partialKnowledge(ledger)).toMatchObject({ minimalSizeAtLeast: undefined, undecided: 0 });
  });

  it('calls nothing necessary that a serving set does without, also where more capabilities hurt', () => {
    const universe = setOf('CHOWN', 'DAC_OVERRIDE', 'SETFCAP');
    const outcomes: readonly [CapabilitySet, Fact['outcome']][] = [
      [universe, 'pass'],
      [setOf('SETFCAP'), 'pass'],
      [setOf('CHOWN', 'SETFCAP'), 'fail'],
      [setOf('CHOWN', 'DAC_OVERRIDE'), 'fail'],
    ];
    const facts = outcomes.map(([set, outcome], index) => ({ set, outcome, trial: `t${index}` }));
    expect(partialKnowledge(buildLedger(universe, facts)).knownNecessary).toBe(setOf('SETFCAP'));
  });

  it('claims nothing that is not so, wherever the search was stopped', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(25), (seed, maxTrials) => {
        const universe = universeOf(8);
        const family = coreFamily(universe, { count: 2, size: 3 }, seededRandom(seed));
        const oracle = oracleOfMinimalSets(family);
        const { ledger, asked } = runSearch({ universe, oracle, slots: 3, seed, maxTrials });
        const truth = bruteForceBorders(universe, oracle).minimalSets;
        const known = partialKnowledge(ledger);
        expect(asked.length).toBeLessThanOrEqual(maxTrials);
        expect(known.knownSufficient.every((set) => oracle(set, 0) === 'pass')).toBe(true);
        expect(known.provenMinimal.every((set) => truth.includes(set))).toBe(true);
        expect(truth.every((set) => isSubset(known.knownNecessary, set))).toBe(true);
        expect(known.minimalSizeAtLeast).toBeLessThanOrEqual(Math.min(...truth.map(sizeOf)));
        const unknown = subsetsOf(universe).filter((set) => ledger.statusOf(set).status === 'unknown');
        expect(known.undecided).toBe(unknown.length);
        if (ledger.complete) expect(known.provenMinimal).toEqual(truth);
      }),
      { numRuns: 40 },
    );
  });
});
