import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, isSubset, namesOf, setOf, union } from '../capabilities/capability-set.ts';
import { fileEntry, imageOf } from '../testing/examples/fingerprints.ts';
import {
  breakingExtra,
  fallbackWithout,
  type Oracle,
  oracleOfMinimalSets,
  universeOf,
} from '../testing/simulated/oracles.ts';
import type { SimulatedBuild } from '../testing/simulated/simulated-corpus.ts';
import { simulateDiscovery } from '../testing/simulated/simulated-discovery.ts';

const UNIVERSE = universeOf(8);
const NEEDED = setOf('CHOWN', 'DAC_OVERRIDE', 'FOWNER');
const FAITHFUL = imageOf({ tool: fileEntry({ mode: 0o2755 }) });
const FAILS: SimulatedBuild = {
  kind: 'failed',
  exitCode: 1,
  failure: { phase: 'unknown', instruction: null, message: 'refused', signature: 'refused' },
};

function builds(oracle: Oracle): (set: CapabilitySet, attempt: number) => SimulatedBuild {
  return (set, attempt) => (oracle(set, attempt) === 'pass' ? FAITHFUL : FAILS);
}

const THOROUGH = { audit: 20, auditShare: 0.9 };

function audited(oracle: Oracle, policy: { audit: number | null; auditShare: number } = THOROUGH) {
  return simulateDiscovery({ universe: UNIVERSE, build: builds(oracle), policy, slots: 2 });
}

describe('the audit of a case', () => {
  it('tries the neighbours of the minimal set and as many drawn sets as asked for, and tells what that supports', async () => {
    const { record, observations } = await audited(oracleOfMinimalSets([NEEDED]));
    expect(record.status).toBe('proven');
    expect(record.audit?.faithful).toMatchObject({
      below: { count: 7, tried: 7, disagreed: 0 },
      above: { count: 5, tried: 5, disagreed: 0 },
      impliedPass: { population: 25, tried: 10, disagreed: 0 },
      impliedFail: { tried: 10, disagreed: 0 },
    });
    const { impliedPass } = record.audit?.faithful ?? {};
    expect(impliedPass?.atMostWrong).toBeGreaterThan(0);
    expect(impliedPass?.atMostWrong).toBeLessThan(25);
    expect(record.audit?.trials).toBe(observations.filter(({ purpose }) => purpose === 'audit').length);
  });

  it('begins only when both answers are found, and tries nothing that was tried before', async () => {
    const { observations } = await simulateDiscovery({
      universe: UNIVERSE,
      build: builds(oracleOfMinimalSets([NEEDED])),
      policy: THOROUGH,
    });
    const first = observations.findIndex(({ purpose }) => purpose === 'audit');
    expect(observations.slice(first).some(({ purpose }) => purpose === 'search')).toBe(false);
    const before = new Set(observations.slice(0, first).map(({ capabilities }) => capabilities));
    for (const { capabilities } of observations.slice(first)) expect(before.has(capabilities)).toBe(false);
  });

  it('keeps to its share of the time, however long passing trials take', async () => {
    for (const auditShare of [0.3, 0.5, 0.7]) {
      const { record } = await simulateDiscovery({
        universe: UNIVERSE,
        build: builds(oracleOfMinimalSets([NEEDED])),
        durationMs: (set) => (isSubset(NEEDED, set) ? 6_000 : 1_000),
        policy: { audit: 20, auditShare },
      });
      expect(record.audit?.share).toBeLessThanOrEqual(auditShare);
      expect(record.audit?.share).toBeGreaterThan(auditShare - 0.15);
    }
  });

  it('goes to both answers in turn, also where one trial runs at a time', async () => {
    const exitZero = setOf('CHOWN', 'DAC_OVERRIDE');
    const silent = imageOf({ tool: fileEntry({ mode: 0o755 }) });
    const { record } = await simulateDiscovery({
      universe: UNIVERSE,
      build: (set) => (isSubset(NEEDED, set) ? FAITHFUL : isSubset(exitZero, set) ? silent : FAILS),
      policy: { audit: 20, auditShare: 0.4 },
    });
    const [one, other] = [record.audit?.faithful.above, record.audit?.exitZero.above];
    expect(one?.tried).toBeLessThan(one?.count ?? 0);
    // The larger of the two minimal sets has four subsets more, which come before what lies above it.
    expect(one?.tried).toBeGreaterThan(0);
    expect(Math.abs((one?.tried ?? 0) - (other?.tried ?? 0))).toBeLessThanOrEqual(4);
  });

  it('is not there where none was asked for', async () => {
    const { record, observations } = await audited(oracleOfMinimalSets([NEEDED]), { audit: null, auditShare: 0 });
    expect(record.audit).toBeNull();
    expect(observations.some(({ purpose }) => purpose === 'audit')).toBe(false);
  });

  it('never changes the finding of a build that more capabilities do not hurt', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.bigInt({ min: 0n, max: UNIVERSE }).map((mask) => mask as CapabilitySet),
          { minLength: 1, maxLength: 3 },
        ),
        async (family) => {
          const oracle = oracleOfMinimalSets(family);
          const [plain, thorough] = [await audited(oracle, { audit: null, auditShare: 0 }), await audited(oracle)];
          expect(thorough.record).toMatchObject({ status: 'proven', violations: [] });
          expect(thorough.record.faithful).toEqual(plain.record.faithful);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('a build that more capabilities hurt', () => {
  const extra = setOf('KILL');

  it('is found by the audit where a single extra capability breaks it, with trials for both sides', async () => {
    const oracle = breakingExtra([NEEDED], extra, setOf('SETUID'));
    const unaudited = await audited(oracle, { audit: null, auditShare: 0 });
    expect(unaudited.record.status).toBe('proven');
    const { record, observations } = await audited(oracle);
    expect(record.status).toBe('partial');
    expect(record.reason).toContain('more capabilities hurt');
    const pair = record.violations.find(({ failing }) => failing.includes('KILL'));
    expect(pair).toMatchObject({ answer: 'faithful', passing: namesOf(NEEDED) });
    const outcomes = pair?.trials.map((trial) => observations.find((seen) => seen.trial === trial)?.outcome.kind);
    expect(outcomes?.filter((kind) => kind === 'failed').length).toBeGreaterThanOrEqual(3);
    expect(outcomes?.filter((kind) => kind === 'built').length).toBeGreaterThanOrEqual(2);
  });

  it('is found where a way round works only as long as a capability is missing', async () => {
    const wayRound = setOf('SETUID');
    const { record } = await audited(fallbackWithout([NEEDED], wayRound, setOf('FOWNER')));
    expect(record.faithful.minimalSets).toEqual([namesOf(wayRound), namesOf(NEEDED)]);
    expect(record.status).toBe('partial');
    expect(record.violations).toContainEqual(
      expect.objectContaining({ passing: namesOf(wayRound), failing: namesOf(union(wayRound, setOf('FOWNER'))) }),
    );
  });

  it('is not taken for one because a single trial above the minimal set failed by chance', async () => {
    const suspect = union(NEEDED, extra);
    const { record } = await simulateDiscovery({
      universe: UNIVERSE,
      build: (set, attempt) =>
        set === suspect && attempt === 0 ? FAILS : builds(oracleOfMinimalSets([NEEDED]))(set, attempt),
      policy: THOROUGH,
    });
    expect(record.violations).toEqual([]);
    expect(record.faithful).toMatchObject({ complete: true, minimalSets: [namesOf(NEEDED)] });
    expect(record.flaky).toMatchObject([{ set: namesOf(suspect), failures: 1 }, expect.anything()]);
  });
});
