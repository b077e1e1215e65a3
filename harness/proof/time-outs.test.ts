import { describe, expect, it } from 'vitest';
import { type CapabilitySet, isSubset, setOf } from '../capabilities/capability-set.ts';
import { fileEntry, imageOf } from '../testing/examples/fingerprints.ts';
import { universeOf } from '../testing/simulated/oracles.ts';
import { type SimulatedBuild, simulateCorpus } from '../testing/simulated/simulated-corpus.ts';
import { simulateDiscovery } from '../testing/simulated/simulated-discovery.ts';
import { deadlineFrom } from './time-outs.ts';

const UNIVERSE = universeOf(4);
const CHOWN = setOf('CHOWN');
const IMAGE = imageOf({ tool: fileEntry({}) });
const HANGS: SimulatedBuild = { kind: 'timeout', deadlineMs: 20_000 };

/** Hangs without CHOWN, as long as `hangs` says so. */
function hangingWithoutChown(hangs: (set: CapabilitySet, attempt: number) => boolean = () => true) {
  return (set: CapabilitySet, attempt: number): SimulatedBuild =>
    isSubset(CHOWN, set) || !hangs(set, attempt) ? IMAGE : HANGS;
}

const durationMs = (set: CapabilitySet): number => (isSubset(CHOWN, set) ? 900 : 20_000);

describe('a build that does not end without a capability', () => {
  it('is decided by one rerun with nothing beside it', async () => {
    const cases = [{ id: 'hanging', universe: UNIVERSE, build: hangingWithoutChown(), durationMs }];
    const { records, trials } = await simulateCorpus({ cases, jobs: 3 });
    expect(records[0]).toMatchObject({ status: 'proven', faithful: { minimalSets: [['CHOWN']] } });
    const hanging = trials.filter(({ question }) => !isSubset(CHOWN, question.set));
    const decisive = hanging.filter(({ question }) => question.set === (UNIVERSE & ~CHOWN));
    expect(decisive.map(({ question }) => question.alone === true)).toEqual([false, true]);
    for (const rerun of hanging.filter(({ question }) => question.alone)) {
      const beside = trials.filter(({ beganMs, endedMs }) => beganMs < rerun.endedMs && endedMs > rerun.beganMs);
      expect(beside).toEqual([rerun]);
    }
  });

  it('is not tried again where other trials decide it by then, and once more alone where an audit tried it', async () => {
    const cases = [{ id: 'hanging', universe: UNIVERSE, build: hangingWithoutChown(), durationMs }];
    const { records, trials } = await simulateCorpus({ cases, jobs: 3, policy: { audit: 4, auditShare: 0.9 } });
    expect(records[0]).toMatchObject({ status: 'proven', audit: { faithful: { below: { count: 1, tried: 1 } } } });
    const hanging = trials.filter(({ question }) => !isSubset(CHOWN, question.set));
    for (const set of new Set(hanging.map(({ question }) => question.set))) {
      const own = hanging.filter(({ question }) => question.set === set);
      expect(own.filter(({ question }) => question.alone).length).toBeLessThanOrEqual(1);
      expect(own.filter(({ question }) => question.purpose === 'audit').length).toBeLessThanOrEqual(1);
    }
  });

  it('is no evidence when the rerun ends: the machine was only busy', async () => {
    const build = hangingWithoutChown((_, attempt) => attempt === 0);
    const { record } = await simulateDiscovery({ universe: UNIVERSE, build, slots: 3 });
    expect(record).toMatchObject({ status: 'proven', faithful: { minimalSets: [[]] }, flaky: [] });
  });

  it('proves nothing before it was run again', async () => {
    for (let stopAfter = 3; stopAfter < 6; stopAfter += 1) {
      const { record, observations } = await simulateDiscovery({
        universe: UNIVERSE,
        build: hangingWithoutChown(),
        stopAfter,
      });
      if (observations.some(({ alone }) => alone)) continue;
      expect(record.faithful.maximalFailingSets, `after ${stopAfter} trials`).toEqual([]);
    }
  });

  it('does not keep other cases from their trials while it waits for its rerun', async () => {
    const { settled } = await simulateCorpus({
      cases: [
        { id: 'hanging', universe: UNIVERSE, build: hangingWithoutChown(), durationMs },
        { id: 'other', universe: UNIVERSE, build: (set) => (isSubset(CHOWN, set) ? IMAGE : FAILS) },
      ],
      jobs: 2,
    });
    expect(settled).toEqual(['other', 'hanging']);
  });
});

const FAILS: SimulatedBuild = {
  kind: 'failed',
  exitCode: 1,
  failure: { phase: 'base', instruction: null, message: 'chown: operation not permitted', signature: 'chown' },
};

describe('the deadline of a build', () => {
  it('is the one of the case as long as no build has ended', () => {
    expect(deadlineFrom([], 600_000)).toBe(600_000);
  });

  it('follows from the slowest build that ended well, within the one of the case', async () => {
    const slow = await trialsLasting(9_000);
    expect(deadlineFrom(slow, 600_000)).toBe(90_000);
    expect(deadlineFrom(slow, 60_000)).toBe(60_000);
  });

  it('leaves a fast build some time all the same', async () => {
    expect(deadlineFrom(await trialsLasting(300), 600_000)).toBe(20_000);
  });
});

async function trialsLasting(milliseconds: number) {
  const { observations } = await simulateDiscovery({
    universe: UNIVERSE,
    build: () => IMAGE,
    durationMs: () => milliseconds,
    stopAfter: 2,
  });
  return observations.map((observation) => ({ observation, verdict: { kind: 'faithful' } as const }));
}
