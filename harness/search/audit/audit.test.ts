import { describe, expect, it } from 'vitest';
import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  fromMask,
  isSubset,
  setOf,
  union,
} from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { bruteForceBorders } from '../../testing/simulated/brute-force.ts';
import {
  breakingExtra,
  coreFamily,
  fallbackWithout,
  isolatedExceptions,
  type Oracle,
  oracleOfMinimalSets,
  randomSubset,
  universeOf,
} from '../../testing/simulated/oracles.ts';
import { runSearch } from '../../testing/simulated/run-search.ts';
import type { Outcome } from '../../vocabulary/answer.ts';
import { certificateOf } from '../ledger/certificate.ts';
import { seededRandom } from '../seeded-random.ts';
import { type AuditPlan, auditedAnswer, auditQuestions } from './audit.ts';

const FOURTEEN = universeOf(14);
const SETS = 2 ** 14;
const MINIMAL = setOf('CHOWN', 'FOWNER', 'FSETID');
const BORDERS = bruteForceBorders(FOURTEEN, oracleOfMinimalSets([MINIMAL]));

describe('auditQuestions', () => {
  const plan: AuditPlan = { borders: BORDERS, observed: () => undefined, seed: 3, samples: 9 };

  it('asks below, then above, then drawn failures and passes in turn', () => {
    const asked = auditQuestions(plan);
    expect(asked.length).toBe(7 + 11 + 9);
    expect(asked.slice(0, 7).every((set) => isSubset(set, MINIMAL))).toBe(true);
    expect(asked.slice(7, 18).every((set) => isSubset(MINIMAL, set))).toBe(true);
    expect(asked.slice(18).map((set) => isSubset(MINIMAL, set))).toEqual([
      ...[false, true, false, true, false, true, false, true],
      false,
    ]);
  });

  it('asks what is still untried, in the same order', () => {
    const asked = auditQuestions(plan);
    const tried = new Set(asked.slice(0, 20));
    const observed = (set: CapabilitySet): Outcome | undefined => (tried.has(set) ? 'fail' : undefined);
    expect(auditQuestions({ ...plan, observed })).toEqual(asked.slice(20));
    expect(auditQuestions({ ...plan, observed: () => 'pass' })).toEqual([]);
  });

  it('asks all there is where there are fewer sets than samples', () => {
    const universe = universeOf(4);
    const borders = bruteForceBorders(universe, oracleOfMinimalSets([setOf('CHOWN')]));
    const asked = auditQuestions({ ...plan, borders, samples: 100 });
    const certificate = [...borders.minimalSets, ...borders.maximalFailingSets, universe];
    expect(new Set([...asked, ...certificate])).toEqual(new Set(subsetsOf(universe)));
  });

  it('asks nothing of borders that leave nothing to imply', () => {
    const borders = bruteForceBorders(universeOf(1), oracleOfMinimalSets([universeOf(1)]));
    expect(auditQuestions({ ...plan, borders })).toEqual([EMPTY_SET]);
  });
});

describe('auditedAnswer', () => {
  const plan = { borders: BORDERS, seed: 3, samples: 60, confidence: 0.95 };
  const truth = oracleOfMinimalSets([MINIMAL]);

  it('tells what was tried and bounds what may still be wrong', () => {
    const audited = auditedAnswer({ ...plan, observed: outcomeOf(truth) });
    expect(audited).toEqual({
      below: { count: 7, tried: 7, disagreed: 0 },
      above: { count: 11, tried: 11, disagreed: 0 },
      impliedPass: { population: 2048 - 1 - 11 - 1, tried: 30, disagreed: 0, atMostWrong: 192 },
      impliedFail: { population: 2 ** 14 - 2048 - 3 - 7, tried: 30, disagreed: 0, atMostWrong: 1360 },
    });
  });

  it('says nothing of what was not tried', () => {
    const audited = auditedAnswer({ ...plan, observed: () => undefined });
    expect(audited.below).toEqual({ count: 7, tried: 0, disagreed: 0 });
    expect(audited.impliedPass).toEqual({ population: 2035, tried: 0, disagreed: 0, atMostWrong: 2035 });
  });

  it('counts verdicts that differ from the implied ones', () => {
    const turned: Oracle = (set) => (truth(set, 0) === 'pass' ? 'fail' : 'pass');
    const { below, above, impliedPass, impliedFail } = auditedAnswer({ ...plan, observed: outcomeOf(turned) });
    expect([below, above, impliedPass, impliedFail].map(({ disagreed }) => disagreed)).toEqual([7, 11, 30, 30]);
    expect(impliedPass.atMostWrong).toBe(impliedPass.population);
  });

  it('counts of an audit cut short only what was drawn before the first untried set', () => {
    const asked = auditQuestions({ ...plan, observed: () => undefined });
    const missing = asked[18 + 10];
    const observed = (set: CapabilitySet) => (set === missing ? undefined : outcomeOf(truth)(set));
    const { impliedFail, impliedPass } = auditedAnswer({ ...plan, observed });
    expect([impliedFail.tried, impliedPass.tried]).toEqual([5, 30]);
  });

  it('bounds the wrong verdicts in nineteen of twenty audits', () => {
    const random = seededRandom(8);
    let held = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const [extra, cure] = [drawOther(random), drawOther(random)];
      const oracle = breakingExtra([MINIMAL], extra, cure);
      const wrong = extra === cure ? 0 : 512;
      const { above, impliedPass } = auditedAnswer({ ...plan, seed, observed: outcomeOf(oracle) });
      if (impliedPass.atMostWrong >= wrong - above.disagreed) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(190 - 9);
  });
});

describe('a planted violation', { timeout: 60_000 }, () => {
  const RUNS = 200;
  const SAMPLES = 60;

  /** How often the neighbours show it, and which share of each kind of implied verdict is wrong. */
  const families: Record<
    string,
    { plant: (random: () => number) => Oracle; below: number; above: number; share: Shares }
  > = {
    'an extra capability breaks the build unless another is there': {
      plant: (random) => {
        const extra = drawOther(random);
        return breakingExtra([MINIMAL], extra, randomSubset(difference(REST, extra), 1, random));
      },
      below: 0,
      above: 1,
      share: { pass: 511 / 2035, fail: 0 },
    },
    'a fallback path works only without a capability': {
      plant: (random) => fallbackWithout([MINIMAL], randomSubset(MINIMAL, 2, random), drawOther(random)),
      below: 1,
      above: 0,
      share: { pass: 0, fail: 1023 / 14_326 },
    },
    'three extra capabilities together break the build': {
      plant: (random) => {
        const extras = randomSubset(REST, 3, random);
        return (set) => (isSubset(union(MINIMAL, extras), set) && set !== FOURTEEN ? 'fail' : passesAbove(set));
      },
      below: 0,
      above: 0,
      share: { pass: 255 / 2035, fail: 0 },
    },
    'twenty sets alone behave otherwise': {
      plant: (random) => {
        const drawn = Array.from({ length: 20 }, () => fromMask(BigInt(Math.floor(random() * SETS))));
        return isolatedExceptions(oracleOfMinimalSets([MINIMAL]), drawn);
      },
      below: 0,
      above: 0.01,
      share: { pass: 20 / SETS, fail: 20 / SETS },
    },
  };

  it.each(Object.keys(families))('is found as often as can be expected: %s', (name) => {
    const family = families[name];
    if (family === undefined) throw new Error(`There is no family ${name}`);
    const found = { below: 0, above: 0, impliedPass: 0, impliedFail: 0 };
    for (let seed = 0; seed < RUNS; seed += 1) {
      const oracle = family.plant(seededRandom(seed));
      const plan = { borders: BORDERS, observed: outcomeOf(oracle), seed, samples: SAMPLES, confidence: 0.95 };
      const audited = auditedAnswer(plan);
      for (const part of Object.keys(found) as (keyof typeof found)[]) {
        if (audited[part].disagreed > 0) found[part] += 1 / RUNS;
      }
    }
    expect(Math.abs(found.below - family.below)).toBeLessThan(0.03);
    expect(Math.abs(found.above - family.above)).toBeLessThan(0.03);
    const atLeastOne = (share: number): number => 1 - (1 - share) ** (SAMPLES / 2);
    expect(Math.abs(found.impliedPass - atLeastOne(family.share.pass))).toBeLessThan(0.06);
    expect(Math.abs(found.impliedFail - atLeastOne(family.share.fail))).toBeLessThan(0.06);
  });

  it('shows no conflict in a run for the certificate alone, for what is implied is never asked', () => {
    const { plant } = families['three extra capabilities together break the build'] ?? {};
    for (let seed = 0; seed < 20; seed += 1) {
      const oracle = plant?.(seededRandom(seed)) ?? passesAbove;
      const { ledger } = runSearch({ universe: FOURTEEN, oracle, prior: { guesses: [MINIMAL] } });
      expect(ledger.conflicts).toEqual([]);
      expect(certificateOf(ledger)?.minimalSets).toEqual([MINIMAL]);
    }
  });

  it('is found by neighbours and samples of several minimal sets as well', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const random = seededRandom(seed);
      const family = coreFamily(FOURTEEN, { count: 3, size: 4 }, random);
      const extra = randomSubset(difference(FOURTEEN, family.reduce(union)), 1, random);
      const borders = bruteForceBorders(FOURTEEN, oracleOfMinimalSets(family));
      const observed = outcomeOf(breakingExtra(family, extra, FOURTEEN));
      const audited = auditedAnswer({ borders, observed, seed, samples: 40, confidence: 0.95 });
      expect(audited.above.disagreed).toBeGreaterThanOrEqual(1);
      expect(audited.impliedPass.disagreed).toBeGreaterThan(3);
    }
  });
});

interface Shares {
  readonly pass: number;
  readonly fail: number;
}

const REST = difference(FOURTEEN, MINIMAL);

function drawOther(random: () => number): CapabilitySet {
  return randomSubset(REST, 1, random);
}

function passesAbove(set: CapabilitySet): Outcome {
  return isSubset(MINIMAL, set) ? 'pass' : 'fail';
}

function outcomeOf(oracle: Oracle): (set: CapabilitySet) => Outcome {
  return (set) => (oracle(set, 0) === 'pass' ? 'pass' : 'fail');
}
