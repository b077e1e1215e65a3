import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { capabilitiesOf, difference, EMPTY_SET, isSubset, union } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { bruteForceBorders } from '../../testing/simulated/brute-force.ts';
import {
  breakingExtra,
  constantOracle,
  coreFamily,
  disjointSets,
  fallbackWithout,
  isolatedExceptions,
  noisyOracle,
  type Oracle,
  oracleOfMinimalSets,
  randomAntichain,
  randomSubset,
  thresholdOracle,
  universeOf,
} from '../../testing/simulated/oracles.ts';
import { referenceFact, runSearch } from '../../testing/simulated/run-search.ts';
import { certificateOf, lowerBound } from '../ledger/certificate.ts';
import { checkCertificate } from '../ledger/checker.ts';
import { buildLedger, type Ledger } from '../ledger/ledger.ts';
import { drawOne, seededRandom, shuffled } from '../seeded-random.ts';
import { pick } from './picker.ts';
import type { Prior } from './prior.ts';

const FOURTEEN = universeOf(14);
const EIGHT = universeOf(8);

describe('the number of trials', { timeout: 30_000 }, () => {
  const schedules = [1, 2, 4, 8, 16].flatMap((slots) =>
    (['as-slots-free', 'in-rounds'] as const).map((dispatch) => ({ slots, dispatch })),
  );

  it.each(schedules)('is exact for one minimal set, $slots slots $dispatch', ({ slots, dispatch }) => {
    for (let seed = 0; seed < 24; seed += 1) {
      const random = seededRandom(seed);
      const size = seed % 8;
      const minimal = randomSubset(FOURTEEN, size, random);
      const oracle = oracleOfMinimalSets([minimal]);
      const trialsWith = (prior: Prior): number => {
        const { ledger, asked } = runSearch({ universe: FOURTEEN, oracle, prior, slots, dispatch, seed });
        expect(ledger.passing).toEqual([minimal]);
        return asked.length;
      };
      expect(trialsWith({})).toBe(14 + 1);
      expect(trialsWith({ guesses: [minimal] })).toBe(size + 1);
      for (const extra of [1, 2, 4]) {
        const guess = union(minimal, randomSubset(difference(FOURTEEN, minimal), extra, random));
        expect(trialsWith({ guesses: [guess] })).toBe(size + extra + 2);
      }
      const missing = randomSubset(minimal, 1, random);
      const guesses = [difference(minimal, missing)];
      if (size > 0) expect(trialsWith({ guesses, hints: missing })).toBe(size + 2);
    }
  });

  it.each(schedules)('is the lower bound when all minimal sets are guessed, $slots slots $dispatch', (schedule) => {
    for (let seed = 0; seed < 8; seed += 1) {
      const family = coreFamily(FOURTEEN, { count: 1 + (seed % 4), size: 2 + (seed % 3) }, seededRandom(seed));
      const prior = { guesses: family };
      const search = { universe: FOURTEEN, oracle: oracleOfMinimalSets(family), prior, seed, ...schedule };
      const { ledger, asked } = runSearch(search);
      const certificate = certificateOf(ledger);
      if (certificate === undefined) throw new Error('The search ended early');
      expect(asked.length).toBe(lowerBound(certificate));
    }
  });

  it('is one for each capability when all are needed, for the reference shows that they suffice', () => {
    const { asked } = runSearch({ universe: FOURTEEN, oracle: oracleOfMinimalSets([FOURTEEN]) });
    expect(asked.length).toBe(14);
  });

  it('is none when the reference fails', () => {
    const facts = [{ set: EIGHT, outcome: 'fail' as const, trial: 'reference' }];
    const { ledger, asked } = runSearch({ universe: EIGHT, oracle: constantOracle('fail'), facts });
    expect(asked).toEqual([]);
    expect(ledger.passing).toEqual([]);
  });

  it('begins with the universe when there is no reference', () => {
    const { ledger, asked } = runSearch({ universe: EIGHT, oracle: constantOracle('pass'), facts: [] });
    expect(asked[0]).toBe(EIGHT);
    expect(ledger.passing).toEqual([EMPTY_SET]);
  });

  it('takes up a larger guess when the smaller one fails', () => {
    const [small, minimal] = [universeOf(2), universeOf(4)];
    const prior = { guesses: [small, minimal] };
    const { asked } = runSearch({ universe: FOURTEEN, oracle: oracleOfMinimalSets([minimal]), prior });
    expect(asked.length).toBe(1 + 4 + 1);
  });

  it('stays within the published bounds for two sets of which one is guessed', () => {
    const runs = [2, 3, 5].flatMap((size) =>
      Array.from({ length: 12 }, (_, seed) => {
        const family = coreFamily(FOURTEEN, { count: 2, size }, seededRandom(seed));
        const prior = { guesses: family.slice(0, 1) };
        const oracle = oracleOfMinimalSets(family);
        return runSearch({ universe: FOURTEEN, oracle, prior, slots: 8, seed, dispatch: 'in-rounds' });
      }),
    );
    const trials = runs.map((run) => run.asked.length);
    const rounds = runs.map((run) => run.rounds);
    expect(mean(trials)).toBeLessThanOrEqual(25);
    expect(Math.max(...trials)).toBeLessThanOrEqual(45);
    expect(mean(rounds)).toBeLessThanOrEqual(6);
  });
});

describe('the finding', { timeout: 30_000 }, () => {
  const oracles: Record<string, (random: () => number) => Oracle> = {
    'random sets': (random) => oracleOfMinimalSets(randomAntichain(EIGHT, { count: 3, size: 3 }, random)),
    'a core with alternatives': (random) => oracleOfMinimalSets(coreFamily(EIGHT, { count: 3, size: 4 }, random)),
    'disjoint sets': () => oracleOfMinimalSets(disjointSets(EIGHT, 2, 3)),
    'a matching': () => oracleOfMinimalSets(disjointSets(EIGHT, 4, 2)),
    'a threshold': (random) => thresholdOracle(Math.floor(random() * 9)),
    'whatever passes': () => constantOracle('pass'),
    'all but one': (random) => oracleOfMinimalSets([randomSubset(EIGHT, 7, random)]),
  };

  it.each(Object.keys(oracles))('equals brute force for %s, whatever the prior and the cost of trials', (name) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 9 }), fc.boolean(), (seed, slots, inRounds) => {
        const random = seededRandom(seed);
        const oracle = oracles[name]?.(random) ?? constantOracle('pass');
        const dispatch = inRounds ? 'in-rounds' : 'as-slots-free';
        const prior = hostilePrior(random);
        const cost = { passMs: 1 + random() * 9_000, failMs: 1 + random() * 9_000 };
        const search = {
          universe: EIGHT,
          oracle,
          prior,
          slots,
          seed,
          dispatch,
          ...(random() < 0.5 && { cost }),
        } as const;
        const { ledger, asked } = runSearch(search);
        const certificate = certificateOf(ledger);
        const truth = bruteForceBorders(EIGHT, oracle);
        expect(certificate).toMatchObject(truth);
        expect(asked.length).toBeGreaterThanOrEqual(lowerBound(truth));
        expect(new Set(asked).size).toBe(asked.length);
        expect(checkCertificate(truth, ledger.facts, { confirm: 1 })).toEqual({ accepted: true });
      }),
      { numRuns: 12 },
    );
  });

  it('is the same with a picker that asks at random', () => {
    const randomPicker: typeof pick = (ledger, _prior, { slots, inFlight, seed }) => {
      const unknown = subsetsOf(EIGHT).filter((set) => ledger.statusOf(set).status === 'unknown');
      const free = unknown.filter((set) => !inFlight.includes(set));
      return shuffled(free, seededRandom(seed)).slice(0, slots - inFlight.length);
    };
    for (let seed = 0; seed < 5; seed += 1) {
      const family = randomAntichain(EIGHT, { count: 2, size: 3 }, seededRandom(seed));
      const search = { universe: EIGHT, oracle: oracleOfMinimalSets(family), slots: 3, seed };
      const found = runSearch(search).ledger.passing;
      expect(runSearch({ ...search, picker: randomPicker }).ledger.passing).toEqual(found);
    }
  });

  it('survives an interruption after any trial', () => {
    for (let seed = 0; seed < 2; seed += 1) {
      const family = coreFamily(EIGHT, { count: 2, size: 3 }, seededRandom(seed));
      const search = { universe: EIGHT, oracle: oracleOfMinimalSets(family), slots: 4, seed };
      const whole = runSearch(search);
      for (let maxTrials = 0; maxTrials < whole.asked.length; maxTrials += 1) {
        const { facts } = runSearch({ ...search, maxTrials }).ledger;
        const resumed = runSearch({ ...search, facts });
        expect(resumed.ledger.passing).toEqual(whole.ledger.passing);
        expect(resumed.ledger.failing).toEqual(whole.ledger.failing);
      }
    }
  });

  it('is reached at once from the facts of a finished search', () => {
    const search = { universe: EIGHT, oracle: thresholdOracle(6), slots: 4 };
    const { facts } = runSearch(search).ledger;
    expect(runSearch({ ...search, facts }).asked).toEqual([]);
  });

  it('is reached although trials fail falsely or show nothing', () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const random = seededRandom(seed);
      const family = coreFamily(EIGHT, { count: 1 + (seed % 2), size: 3 }, random);
      const oracle = noisyOracle(oracleOfMinimalSets(family), { falseFail: 0.05, inconclusive: 0.05, seed });
      const prior = { guesses: [drawOne(family, random) ?? EMPTY_SET] };
      const search = { universe: EIGHT, oracle, prior, slots: 4, seed, confirm: 4, retry: true };
      expect(runSearch(search).ledger.passing).toEqual(
        bruteForceBorders(EIGHT, oracleOfMinimalSets(family)).minimalSets,
      );
    }
  });

  it('holds only what was observed where more capabilities can hurt', () => {
    for (let seed = 0; seed < 12; seed += 1) {
      const random = seededRandom(seed);
      const family = [randomSubset(EIGHT, 3, random)];
      const [extra = EMPTY_SET, cure = EMPTY_SET] = [1, 1].map(() => randomSubset(EIGHT, 1, random));
      const oracle = [
        breakingExtra(family, extra, cure),
        fallbackWithout(family, randomSubset(EIGHT, 2, random), extra),
        isolatedExceptions(oracleOfMinimalSets(family), [randomSubset(EIGHT, 4, random)]),
      ][seed % 3] as Oracle;
      const { ledger } = runSearch({ universe: EIGHT, oracle, slots: 3, seed });
      expect(ledger.complete).toBe(true);
      for (const set of ledger.passing) if (set !== EIGHT) expect(oracle(set, 0)).toBe('pass');
      for (const set of ledger.failing) expect(oracle(set, 0)).toBe('fail');
      for (const { passing, failing } of ledger.conflicts) expect(isSubset(passing, failing)).toBe(true);
    }
  });
});

describe('pick', () => {
  const ledger = buildLedger(EIGHT, [referenceFact(EIGHT)]);

  it('gives the same for the same ledger, prior and options', () => {
    const severalSets = ledgerWithSeveralSets();
    for (const slots of [1, 2, 5, 8]) {
      const options = { slots, inFlight: [], seed: 7 };
      expect(pick(severalSets, {}, options)).toEqual(pick(severalSets, {}, options));
      const reversed = buildLedger(EIGHT, severalSets.facts.toReversed());
      expect(pick(reversed, {}, options)).toEqual(pick(severalSets, {}, options));
    }
  });

  it('fills only the free slots and repeats nothing in flight', () => {
    const options = { slots: 4, seed: 1 };
    const first = pick(ledger, {}, { ...options, inFlight: [] });
    expect(first.length).toBe(4);
    const second = pick(ledger, {}, { ...options, inFlight: first.slice(0, 3) });
    expect(second.length).toBe(1);
    expect(first.slice(0, 3)).not.toContain(second[0]);
    expect(pick(ledger, {}, { ...options, inFlight: first })).toEqual([]);
  });

  it('asks the likely set before its proof, and the most probable member first', () => {
    const [chown, dacOverride] = capabilitiesOf(universeOf(2));
    if (chown === undefined || dacOverride === undefined) throw new Error('No such capabilities');
    const prior = { guesses: [universeOf(2)], weights: { [chown]: 0.5, [dacOverride]: 0.9 } };
    const without = [universeOf(2) - 1n, universeOf(1)].map((mask) => difference(EIGHT, mask as CapabilitySet));
    expect(pick(ledger, prior, { slots: 8, inFlight: [], seed: 1 })).toEqual([universeOf(2), ...without]);
  });

  it('never asks a blocked set and goes on with the others', () => {
    const blocked = [difference(EIGHT, universeOf(1)), universeOf(3)];
    let current: Ledger = ledger;
    const oracle = oracleOfMinimalSets([universeOf(3)]);
    for (let trial = 0; ; trial += 1) {
      const [set] = pick(current, {}, { slots: 1, inFlight: [], blocked, seed: trial });
      if (set === undefined) break;
      expect(blocked).not.toContain(set);
      const outcome = oracle(set, 0) === 'pass' ? 'pass' : 'fail';
      current = buildLedger(EIGHT, [...current.facts, { set, outcome, trial: `t${trial}` }]);
    }
    expect(current.open().every((set) => blocked.includes(set))).toBe(true);
  });

  it('asks nothing once everything is decided', () => {
    const done = runSearch({ universe: EIGHT, oracle: thresholdOracle(2) }).ledger;
    expect(pick(done, { guesses: [EIGHT] }, { slots: 8, inFlight: [], seed: 1 })).toEqual([]);
  });

  function ledgerWithSeveralSets(): Ledger {
    const oracle = oracleOfMinimalSets(disjointSets(EIGHT, 2, 3));
    return runSearch({ universe: EIGHT, oracle, maxTrials: 10 }).ledger;
  }
});

function hostilePrior(random: () => number): Prior {
  const draw = (): CapabilitySet => randomSubset(universeOf(10), Math.floor(random() * 11), random);
  const weights = Object.fromEntries(capabilitiesOf(EIGHT).map((name) => [name, random()]));
  return {
    ...(random() < 0.8 && { guesses: Array.from({ length: Math.floor(random() * 4) }, draw) }),
    ...(random() < 0.5 && { weights }),
    ...(random() < 0.5 && { hints: draw() }),
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0) / numbers.length;
}
