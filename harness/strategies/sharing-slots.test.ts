import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, EMPTY_SET, isSubset, setOf } from '../capabilities/capability-set.ts';
import { seededRandom } from '../search/seeded-random.ts';
import { fileEntry, imageOf } from '../testing/examples/fingerprints.ts';
import { randomAntichain, universeOf } from '../testing/simulated/oracles.ts';
import { type SimulatedBuild, type SimulatedCase, simulateCorpus } from '../testing/simulated/simulated-corpus.ts';
import { bordersOf } from '../testing/simulated/simulated-discovery.ts';
import { questionsOf } from './question.ts';
import { afterReference, runningSets } from './strategy.ts';

const UNIVERSE = universeOf(6);
const IMAGE = imageOf({ tool: fileEntry({}) });

function failure(message = 'operation not permitted'): SimulatedBuild {
  return { kind: 'failed', exitCode: 1, failure: { phase: 'unknown', instruction: null, message, signature: message } };
}

/** A case that needs a random set; its builds last as long as a build of such a case does, failures a part of it. */
function randomCase(id: string, seed: number, buildMs: number): SimulatedCase & { readonly needs: CapabilitySet[] } {
  const needs = randomAntichain(UNIVERSE, { count: 1, size: 1 + (seed % 3) }, seededRandom(seed));
  const serves = (set: CapabilitySet): boolean => needs.some((minimal) => isSubset(minimal, set));
  return {
    id,
    needs,
    universe: UNIVERSE,
    build: (set) => (serves(set) ? IMAGE : failure()),
    durationMs: (set) => (serves(set) ? buildMs : buildMs / 3),
  };
}

const corpus = fc
  .tuple(fc.integer({ min: 2, max: 6 }), fc.nat())
  .map(([count, seed]) =>
    Array.from({ length: count }, (_, index) =>
      randomCase(`case-${index}`, seed + index, 500 + 1_000 * ((seed + 7 * index) % 5)),
    ),
  );

describe('cases that share slots', () => {
  it('get the findings that each would get alone', async () => {
    await fc.assert(
      fc.asyncProperty(corpus, fc.constantFrom(1, 2, 4), async (cases, jobs) => {
        const { records } = await simulateCorpus({ cases, jobs });
        expect(records.map(({ status, faithful }) => ({ status, sets: bordersOf(faithful).minimalSets }))).toEqual(
          cases.map(({ needs }) => ({ status: 'proven', sets: needs })),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('never run more trials than there are slots, and leave none idle while a case could use it', async () => {
    await fc.assert(
      fc.asyncProperty(corpus, fc.constantFrom(2, 4), async (cases, jobs) => {
        const { trials } = await simulateCorpus({ cases, jobs });
        const runningAt = (ms: number): number =>
          trials.filter(({ beganMs, endedMs }) => beganMs <= ms && endedMs > ms).length;
        const times = trials.map(({ beganMs }) => beganMs);
        expect(Math.max(...times.map(runningAt))).toBe(jobs);
        // As long as the references of cases are still to be built, every slot has something to do.
        const lastReference = Math.max(
          ...trials.filter(({ question }) => question.purpose === 'reference').map(({ beganMs }) => beganMs),
        );
        for (const ms of times.filter((time) => time < lastReference)) expect(runningAt(ms)).toBe(jobs);
      }),
      { numRuns: 15 },
    );
  });

  it('begin with the case that takes longest, so that it does not run alone at the end', async () => {
    const cases = [
      ...Array.from({ length: 4 }, (_, index) => randomCase(`short-${index}`, index, 400)),
      randomCase('long', 2, 5_000),
    ];
    const { trials, makespanMs } = await simulateCorpus({ cases, jobs: 2 });
    const busyMs = trials.reduce((sum, { beganMs, endedMs }) => sum + endedMs - beganMs, 0);
    expect(makespanMs).toBeLessThan(0.75 * busyMs);
  });

  it('cancel a trial whose answer the others imply, and take nothing from it', async () => {
    const needless: SimulatedCase = {
      id: 'needless',
      universe: UNIVERSE,
      build: () => IMAGE,
      durationMs: (set) => (set === EMPTY_SET ? 500 : 5_000),
      strategy: askingAtOnce([setOf('CHOWN'), setOf('CHOWN', 'FOWNER'), EMPTY_SET]),
    };
    const { records, trials } = await simulateCorpus({ cases: [needless], jobs: 3 });
    expect(trials.filter(({ isCancelled }) => isCancelled).map(({ question }) => question.set)).toEqual([
      setOf('CHOWN'),
      setOf('CHOWN', 'FOWNER'),
    ]);
    expect(records[0]?.faithful.minimalSets).toEqual([[]]);
  });

  it('go on with a settled case when other cases show that failures are often chance', async () => {
    const steady = randomCase('steady', 3, 300);
    let failures = 0;
    const shaky: SimulatedCase = {
      id: 'shaky',
      universe: UNIVERSE,
      durationMs: () => 2_000,
      // Every second build of whatever serves fails at first: a machine short of memory.
      build: (_, attempt) => {
        if (attempt % 2 === 0 && failures < 12) {
          failures += 1;
          return failure('Killed');
        }
        return IMAGE;
      },
    };
    const alone = await simulateCorpus({ cases: [steady], jobs: 1 });
    const together = await simulateCorpus({ cases: [steady, shaky], jobs: 2 });
    const needed = (records: typeof alone.records): number => records[0]?.trials.confirm ?? 0;
    expect(needed(together.records)).toBeGreaterThan(needed(alone.records));
    expect(together.records[0]).toMatchObject({ status: 'proven' });
    expect(together.records[0]?.trials.count).toBeGreaterThan(alone.records[0]?.trials.count ?? 0);
  });
});

/** Asks these sets at once after the reference, and nothing else. */
function askingAtOnce(sets: readonly CapabilitySet[]): NonNullable<SimulatedCase['strategy']> {
  return (state, running) =>
    afterReference(state, running, () => {
      const done = [...runningSets(running), ...state.trials.map(({ observation }) => observation.capabilities)];
      return questionsOf(
        'search',
        sets.filter((set) => !done.includes(set)),
      );
    });
}

describe('a budget', () => {
  const needs = setOf('CHOWN', 'FOWNER');
  const one: SimulatedCase = {
    id: 'example',
    universe: UNIVERSE,
    build: (set) => (isSubset(needs, set) ? IMAGE : failure()),
  };

  it('of trials ends the run after exactly so many, and all that is told then is true', async () => {
    const whole = await simulateCorpus({ cases: [one], jobs: 1 });
    for (let maxTrials = 1; maxTrials < whole.trials.length; maxTrials += 1) {
      const { trials, records, budgetSpent } = await simulateCorpus({ cases: [one], jobs: 1, policy: { maxTrials } });
      expect(trials.length).toBe(maxTrials);
      expect(budgetSpent).toBe('trials');
      const [record] = records;
      expect(record?.status).toBe('partial');
      const partial = record?.partial.faithful;
      if (partial === null || partial === undefined) continue;
      const setOfNames = (names: readonly string[]): CapabilitySet => setOf(...(names as ['CHOWN']));
      for (const set of partial.knownSufficient.map(setOfNames)) expect(isSubset(needs, set)).toBe(true);
      expect(isSubset(setOfNames(partial.knownNecessary), needs)).toBe(true);
      for (const set of partial.provenMinimal.map(setOfNames)) expect(set).toBe(needs);
      expect(partial.minimalSizeAtLeast).toBeLessThanOrEqual(2);
      expect(maxTrials + partial.trialsStillNeededAtLeast).toBeLessThanOrEqual(whole.trials.length);
    }
  });

  it('that suffices changes nothing', async () => {
    const whole = await simulateCorpus({ cases: [one], jobs: 2 });
    const bounded = await simulateCorpus({ cases: [one], jobs: 2, policy: { maxTrials: whole.trials.length } });
    expect(bounded.records).toEqual(whole.records);
    expect(bounded.budgetSpent).toBeNull();
  });

  it('of time begins no trial once it is over, and finishes those that run', async () => {
    const { trials, budgetSpent, records } = await simulateCorpus({
      cases: [one],
      jobs: 2,
      policy: { maxTimeMs: 2_000 },
    });
    expect(budgetSpent).toBe('time');
    expect(trials.every(({ beganMs, isCancelled }) => beganMs < 2_000 && !isCancelled)).toBe(true);
    expect(records[0]?.trials.count).toBe(trials.length);
  });

  it('goes to what every answer needs before any answer is made surer', async () => {
    const cases = [one, { ...one, id: 'second' }];
    const audited = { audit: 8, auditShare: 0.9 };
    const unaudited = await simulateCorpus({ cases, jobs: 1 });
    const bounded = await simulateCorpus({
      cases,
      jobs: 1,
      policy: { ...audited, maxTrials: unaudited.trials.length },
    });
    expect(bounded.records.map(({ status }) => status)).toEqual(['proven', 'proven']);
  });
});
