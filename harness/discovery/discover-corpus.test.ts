import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CapabilitySet,
  difference,
  formatSet,
  isSubset,
  namesOf,
  setOf,
  sizeOf,
  union,
} from '../capabilities/capability-set.ts';
import type { ImageFingerprint } from '../image/fingerprint/fingerprint.ts';
import { createJudge } from '../proof/judge.ts';
import { questionsOf } from '../strategies/question.ts';
import { runningSets } from '../strategies/strategy.ts';
import { tryEverySet } from '../strategies/try-every-set.ts';
import { withoutRunning } from '../strategies/wanted-trials.ts';
import { fileEntry, imageOf } from '../testing/examples/fingerprints.ts';
import { UNAUDITED } from '../testing/examples/plans.ts';
import { bruteForceBorders } from '../testing/simulated/brute-force.ts';
import { oracleOfMinimalSets, universeOf } from '../testing/simulated/oracles.ts';
import type { SimulatedBuild } from '../testing/simulated/simulated-corpus.ts';
import { bordersOf, type SimulatedResult, simulateDiscovery } from '../testing/simulated/simulated-discovery.ts';
import type { TrialOutcome } from '../vocabulary/trial-outcome.ts';
import { createBudget } from './budget.ts';
import { discoverCorpus } from './discover-corpus.ts';

const FAITHFUL = image({});
const FAULT: TrialOutcome = { kind: 'infrastructure', class: 'registry', message: 'HTTP status 503' };

/** The file `tool` as a build leaves it, and a cache that depends on the time of day. */
function image({ mode = 0o2755, content = '0', cache = 'a' }): ImageFingerprint {
  return imageOf({
    'usr/bin/tool': fileEntry({ mode, sha256: content.repeat(64) }),
    'var/cache/index': fileEntry({ sha256: cache.repeat(64) }),
  });
}

function failure(message: string): SimulatedBuild {
  return {
    kind: 'failed',
    exitCode: 1,
    failure: { phase: 'instruction', instruction: null, message, signature: message },
  };
}

/** Which sets serve, in both senses; every set of `faithful` holds one of `exitZero`. */
interface Truth {
  readonly universe: CapabilitySet;
  readonly faithful: readonly CapabilitySet[];
  readonly exitZero: readonly CapabilitySet[];
}

const truthArbitrary: fc.Arbitrary<Truth> = fc.integer({ min: 4, max: 5 }).chain((size) => {
  const universe = universeOf(size);
  const subset = fc.bigInt({ min: 0n, max: universe }).map((mask) => mask as CapabilitySet);
  return fc.array(fc.tuple(subset, subset), { minLength: 1, maxLength: 2 }).map((pairs) => ({
    universe,
    exitZero: pairs.map(([needed]) => needed),
    faithful: pairs.map(([needed, more]) => union(needed, more)),
  }));
});

function serves(family: readonly CapabilitySet[], set: CapabilitySet): boolean {
  return family.some((minimal) => isSubset(minimal, set));
}

function buildOf({ faithful, exitZero }: Truth): (set: CapabilitySet) => SimulatedBuild {
  return (set) => {
    if (serves(faithful, set)) return FAITHFUL;
    return serves(exitZero, set) ? image({ mode: 0o755 }) : failure('operation not permitted');
  };
}

function expectTruth({ record }: SimulatedResult, { universe, faithful, exitZero }: Truth): void {
  for (const [answer, family] of [
    ['faithful', faithful],
    ['exitZero', exitZero],
  ] as const) {
    const { minimalSets, maximalFailingSets } = bruteForceBorders(universe, oracleOfMinimalSets(family));
    expect(bordersOf(record[answer])).toEqual({ minimalSets, maximalFailingSets });
    expect(record[answer].complete).toBe(true);
  }
  expect(record).toMatchObject({ status: 'proven', reason: null, flaky: [], violations: [] });
}

describe('a discovery', () => {
  it('finds what trying every subset finds, for both answers and however many trials run at once', async () => {
    await fc.assert(
      fc.asyncProperty(truthArbitrary, fc.constantFrom(1, 3), async (truth, slots) => {
        expectTruth(await simulateDiscovery({ ...truth, slots, build: buildOf(truth) }), truth);
      }),
      { numRuns: 60 },
    );
  });

  it('tells what the loss of each capability does: an error where there is one, else what the image lost', async () => {
    const truth = { universe: universeOf(4), faithful: [setOf('CHOWN', 'FOWNER')], exitZero: [setOf('CHOWN')] };
    const { record } = await simulateDiscovery({ ...truth, build: buildOf(truth) });
    expect(record.losses).toMatchObject([
      { capability: 'CHOWN', verdict: 'failed', message: 'operation not permitted', differences: [] },
      {
        capability: 'FOWNER',
        verdict: 'degraded',
        message: null,
        differences: ['/usr/bin/tool lost setgid (2755 -> 0755)'],
      },
    ]);
    for (const { set, capability, trials } of record.losses) {
      expect(set).not.toContain(capability);
      expect(trials).toHaveLength(2);
    }
  });

  it('counts a build that is still running at its deadline as one that does not serve', async () => {
    const truth = { universe: universeOf(4), faithful: [setOf('CHOWN')], exitZero: [setOf('CHOWN')] };
    const build = (set: CapabilitySet): SimulatedBuild =>
      isSubset(setOf('CHOWN'), set) ? FAITHFUL : { kind: 'timeout', deadlineMs: 30_000 };
    const result = await simulateDiscovery({ ...truth, build });
    expectTruth(result, truth);
    expect(result.record.losses).toMatchObject([{ verdict: 'timeout', message: 'still running after 30 s' }]);
  });

  it('goes on where it was interrupted: nothing is asked again and the findings are the same', async () => {
    await fc.assert(
      fc.asyncProperty(truthArbitrary, fc.nat(30), fc.nat(10), async (truth, first, second) => {
        const build = buildOf(truth);
        const whole = await simulateDiscovery({ ...truth, build });
        const begun = await simulateDiscovery({ ...truth, build, stopAfter: first + 1 });
        const goneOn = await simulateDiscovery({ ...truth, build, stopAfter: second + 1, earlier: begun });
        const ended = await simulateDiscovery({ ...truth, build, earlier: goneOn });
        expect(ended.asked).toEqual(whole.asked);
        expect(ended.record).toEqual(whole.record);
        if (begun.asked.length < whole.asked.length) expect(begun.record.status).toBe('partial');
      }),
      { numRuns: 40 },
    );
  });
});

describe('a discovery under faults', () => {
  it('gives the truth or no verdict, whenever the faults come', async () => {
    await fc.assert(
      fc.asyncProperty(
        truthArbitrary,
        fc.uniqueArray(fc.nat(25), { maxLength: 12 }),
        fc.constantFrom(1, 3),
        async (truth, faults, slots) => {
          const build = buildOf(truth);
          const faulty = (set: CapabilitySet, _: number, trial: number): SimulatedBuild =>
            faults.includes(trial) ? FAULT : build(set);
          const result = await simulateDiscovery({ ...truth, slots, build: faulty });
          if (result.record.status !== 'infrastructure') return expectTruth(result, truth);
          expect(result.record.reason).toMatch(/^no verdict in 3 trials with .*: HTTP status 503$/);
          expect([result.record.faithful.complete, result.record.exitZero.complete]).not.toEqual([true, true]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives a case up after three trials of one set without a verdict, with the reason', async () => {
    const universe = universeOf(4);
    const without = difference(universe, setOf('CHOWN'));
    const truth = { universe, faithful: [setOf('CHOWN')], exitZero: [setOf('CHOWN')] };
    const build = (set: CapabilitySet): SimulatedBuild => (set === without ? FAULT : buildOf(truth)(set));
    const { record, asked } = await simulateDiscovery({ universe, build });
    expect(asked.filter((set) => set === without)).toHaveLength(3);
    expect(record).toMatchObject({
      status: 'infrastructure',
      reason: `no verdict in 3 trials with ${formatSet(without)}, because of the sandbox's registry: HTTP status 503`,
      faithful: { complete: false },
    });
  });

  it('does not build on when the reference gives no verdict', async () => {
    const { record, asked } = await simulateDiscovery({ universe: universeOf(4), build: () => FAULT });
    expect(asked).toEqual([universeOf(4), universeOf(4), universeOf(4)]);
    expect(record).toMatchObject({
      status: 'infrastructure',
      reason: "no verdict in 3 trials with everything granted, because of the sandbox's registry: HTTP status 503",
      faithful: { minimalSets: [] },
    });
  });

  it('gives a case up at once when the engine cannot grant a set', async () => {
    const build = (set: CapabilitySet): SimulatedBuild =>
      set === universeOf(4) ? FAITHFUL : { kind: 'ungrantable', message: 'cannot grant it' };
    const { record, asked } = await simulateDiscovery({ universe: universeOf(4), build });
    expect(asked).toHaveLength(3);
    expect(record).toMatchObject({
      status: 'infrastructure',
      reason: expect.stringMatching(/^the engine did not start a trial with .*: cannot grant it$/),
    });
  });

  it('does not take a cancelled trial for anything', async () => {
    const truth = { universe: universeOf(4), faithful: [setOf('CHOWN')], exitZero: [setOf('CHOWN')] };
    const cancelled = (set: CapabilitySet, _: number, trial: number): SimulatedBuild =>
      trial % 3 === 0 ? { kind: 'cancelled' } : buildOf(truth)(set);
    expectTruth(await simulateDiscovery({ ...truth, build: cancelled }), truth);
  });
});

describe('a build that fails now and then', () => {
  const truth = { universe: universeOf(5), faithful: [setOf('CHOWN', 'FOWNER')], exitZero: [setOf('CHOWN')] };

  it('never proves anything by its false failures', async () => {
    await fc.assert(
      fc.asyncProperty(truthArbitrary, fc.uniqueArray(fc.nat(20), { maxLength: 3 }), async (some, flakes) => {
        const build = buildOf(some);
        // Each set fails falsely at most once, so that its repeats tell.
        const failed = new Set<CapabilitySet>();
        const flaky = (set: CapabilitySet, _: number, trial: number): SimulatedBuild => {
          if (!flakes.includes(trial) || failed.has(set)) return build(set);
          failed.add(set);
          return failure('Killed');
        };
        const { record } = await simulateDiscovery({ ...some, build: flaky });
        const truthful = bruteForceBorders(some.universe, oracleOfMinimalSets(some.faithful));
        if (record.faithful.complete) expect(bordersOf(record.faithful).minimalSets).toEqual(truthful.minimalSets);
        expect(['proven', 'flaky', 'partial']).toContain(record.status);
      }),
      { numRuns: 60 },
    );
  });

  it('is tried again at once where its failure is a surprise, and listed as flaky', async () => {
    const suspect = setOf('CHOWN', 'FOWNER');
    const { record } = await simulateDiscovery({
      ...truth,
      build: (set, attempt) => (set === suspect && attempt === 0 ? failure('Killed') : buildOf(truth)(set)),
    });
    expect(record.faithful.minimalSets).toEqual([['CHOWN', 'FOWNER']]);
    expect(record.status).toBe('flaky');
    expect(record.flaky).toContainEqual(expect.objectContaining({ failures: 1 }));
  });
});

describe('trying every set', () => {
  it('tries each subset once before any is tried again, and finds what the search finds', async () => {
    await fc.assert(
      fc.asyncProperty(truthArbitrary, fc.nat(), async (truth, seed) => {
        const strategy = tryEverySet({ ...UNAUDITED, seed, confirm: 1 });
        const result = await simulateDiscovery({ ...truth, strategy, confirm: 1, build: buildOf(truth) });
        expectTruth(result, truth);
        const subsets = 2 ** sizeOf(truth.universe);
        expect(new Set(result.asked.slice(0, subsets + 1)).size).toBe(subsets);
      }),
      { numRuns: 10 },
    );
  });
});

describe('a build that more capabilities hurt', () => {
  it('is told with the two sets and their trials, and nothing is claimed to be proven', async () => {
    const universe = universeOf(4);
    const hurt = difference(universe, setOf('FOWNER'));
    const { record } = await simulateDiscovery({
      universe,
      strategy: tryEverySet({ ...UNAUDITED, confirm: 1 }),
      confirm: 1,
      build: (set) => (set !== hurt && isSubset(setOf('CHOWN'), set) ? FAITHFUL : failure('no')),
    });
    expect(record.status).toBe('partial');
    expect(record.reason).toContain('more capabilities hurt');
    expect(record.violations).toContainEqual({
      answer: 'faithful',
      passing: ['CHOWN'],
      failing: namesOf(hurt),
      trials: expect.arrayContaining([expect.stringMatching(/^t\d{4}$/)]),
    });
  });
});

describe('a reference build', () => {
  it('that fails ends the case with its message and what it wrote', async () => {
    const { record, asked } = await simulateDiscovery({
      universe: universeOf(4),
      build: () => failure('mount: operation not permitted'),
    });
    expect(asked).toEqual([universeOf(4), universeOf(4)]);
    expect(record).toMatchObject({
      status: 'reference-failed',
      faithful: { complete: false, minimalSets: [] },
      referenceFailure: { message: 'mount: operation not permitted' },
      losses: [],
    });
  });

  it('that fails once by chance does not end it', async () => {
    const truth = { universe: universeOf(4), faithful: [setOf('CHOWN')], exitZero: [setOf('CHOWN')] };
    const { record } = await simulateDiscovery({
      ...truth,
      build: (set, _, trial) => (trial === 0 ? failure('Killed') : buildOf(truth)(set)),
    });
    expect(record.faithful.minimalSets).toEqual([['CHOWN']]);
    expect(record.status).toBe('flaky');
  });

  it('that fails as often as it succeeds is called flaky', async () => {
    const { record } = await simulateDiscovery({
      universe: universeOf(4),
      build: (_, __, trial) => (trial === 2 ? FAITHFUL : failure('Killed')),
      confirm: 4,
    });
    expect(['flaky', 'reference-failed']).toContain(record.status);
    expect(record.faithful.minimalSets).toEqual([]);
  });

  it('that differs from itself in what capabilities decide makes the case unreproducible', async () => {
    const truth = { universe: universeOf(4), faithful: [setOf('CHOWN')], exitZero: [setOf('CHOWN')] };
    const { record } = await simulateDiscovery({
      ...truth,
      build: (set, _, trial) =>
        isSubset(setOf('CHOWN'), set) ? image({ mode: trial % 2 === 0 ? 0o755 : 0o700 }) : failure('no'),
    });
    expect(record.status).toBe('unreproducible');
    expect(record.reason).toContain('/usr/bin/tool');
  });
});

describe('noise in the content of a file', () => {
  const universe = universeOf(5);
  const truth = { universe, faithful: [setOf('CHOWN', 'FOWNER')], exitZero: [setOf('CHOWN', 'FOWNER')] };
  const [suspect] = [difference(universe, setOf('DAC_READ_SEARCH'))];

  function noisy(cacheOf: (set: CapabilitySet, attempt: number, trial: number) => string) {
    return (set: CapabilitySet, attempt: number, trial: number): SimulatedBuild =>
      serves(truth.faithful, set) ? image({ cache: cacheOf(set, attempt, trial) }) : failure('operation not permitted');
  }

  it('gives no false minimal set when the reference builds agree by chance and all builds of one set show the other content', async () => {
    for (let first = 2; first < 9; first += 1) {
      const cacheOf = (set: CapabilitySet, attempt: number): string => {
        if (set === universe) return attempt === first ? 'b' : 'a';
        return set === suspect ? 'b' : 'a';
      };
      const { record } = await simulateDiscovery({ universe, build: noisy(cacheOf) });
      expect(record.faithful.minimalSets, `reference build ${first}`).toEqual([['CHOWN', 'FOWNER']]);
      expect(record.status).toBe('proven');
    }
  });

  it('is challenged also where one of the builds ended without a verdict', async () => {
    const build = noisy((set, attempt) => (set === suspect || (set === universe && attempt === 5) ? 'b' : 'a'));
    const { record } = await simulateDiscovery({
      universe,
      build: (set, attempt, trial) => (set === suspect && attempt === 1 ? FAULT : build(set, attempt, trial)),
    });
    expect(record).toMatchObject({ status: 'proven', faithful: { minimalSets: [['CHOWN', 'FOWNER']] } });
  });

  it('gives no false minimal set when every build draws its content anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.boolean()), async (draws) => {
        // The reference shows one content at first; later both, like every other set.
        const drawn = new Map<number, string>();
        const draw = (trial: number): string => {
          if (!drawn.has(trial)) drawn.set(trial, draws.next().value ? 'a' : 'b');
          return drawn.get(trial) ?? '';
        };
        const cacheOf = (set: CapabilitySet, attempt: number, trial: number): string => {
          if (set !== universe) return draw(trial);
          return attempt < 3 || attempt % 2 === 0 ? 'a' : 'b';
        };
        const { record } = await simulateDiscovery({ universe, build: noisy(cacheOf) });
        expect(record.faithful.minimalSets).toEqual([['CHOWN', 'FOWNER']]);
      }),
      { numRuns: 30 },
    );
  });

  it('is not mistaken for noise when it follows from the set: the difference stands every challenge', async () => {
    const cacheOf = (set: CapabilitySet): string => (isSubset(setOf('DAC_READ_SEARCH'), set) ? 'a' : 'b');
    const { record, asked } = await simulateDiscovery({ universe, build: noisy(cacheOf) });
    expect(record.faithful.minimalSets).toEqual([['CHOWN', 'DAC_READ_SEARCH', 'FOWNER']]);
    expect(record.exitZero.minimalSets).toEqual([['CHOWN', 'FOWNER']]);
    expect(record.status).toBe('proven');
    const buildsOf = (set: CapabilitySet): number => asked.filter((other) => other === set).length;
    const blamed = difference(universe, setOf('DAC_READ_SEARCH'));
    expect((3 / buildsOf(universe)) ** buildsOf(blamed)).toBeLessThanOrEqual(0.05);
  });

  it('is not claimed as proven while it is being challenged', async () => {
    const cacheOf = (set: CapabilitySet): string => (set === suspect ? 'b' : 'a');
    const whole = await simulateDiscovery({ universe, build: noisy(cacheOf) });
    for (let stopAfter = 1; stopAfter < whole.asked.length; stopAfter += 1) {
      const { record, asked } = await simulateDiscovery({ universe, build: noisy(cacheOf), stopAfter });
      expect(record.status, `after ${asked.length} of ${whole.asked.length} trials`).toBe('partial');
    }
  });

  it('is not looked for when a mode or an owner differs: that is no chance', async () => {
    const { asked } = await simulateDiscovery({
      universe,
      build: (set) => image({ mode: isSubset(setOf('FOWNER'), set) ? 0o2755 : 0o755 }),
    });
    expect(asked.filter((set) => set === universe)).toHaveLength(2);
  });

  it('names the path that was left out', async () => {
    const { record } = await simulateDiscovery({ universe, build: noisy((_, __, trial) => (trial === 1 ? 'b' : 'a')) });
    expect(record.masked).toMatchObject([{ path: 'var/cache/index', field: 'content' }]);
    expect(formatSet(setOf('CHOWN', 'FOWNER'))).toBe(record.faithful.minimalSets[0]?.join());
  });
});

describe('a discovery of which a trial cannot go on', () => {
  it('ends with its error, once the trials that run beside it are cancelled and over', async () => {
    const ended: string[] = [];
    const discovery = discoverCorpus({
      cases: [
        {
          id: 'example',
          setting: { universe: universeOf(4), fileCapabilities: null, addsArchives: false, seccomp: 'default' },
          earlier: [],
          judge: createJudge(() => FAITHFUL),
          strategy: (_, running) =>
            questionsOf('search', withoutRunning([setOf('CHOWN'), setOf('FOWNER')], runningSets(running))),
          work: { policy: { audit: null, auditShare: 0 }, sets: 0 },
          tryOut: async ({ set }, { cancel }) => {
            if (set === setOf('CHOWN')) throw new Error('no space left on device');
            await new Promise((resolve) => cancel.addEventListener('abort', resolve));
            await new Promise((resolve) => setTimeout(resolve, 10));
            ended.push('the other trial');
            throw new Error('nobody hears this');
          },
        },
      ],
      jobs: 2,
      budget: createBudget({ ...UNAUDITED, trialsBefore: 0, timeBeforeMs: 0, now: () => 0 }),
      stop: new AbortController().signal,
      onSettled: () => undefined,
    });
    await expect(discovery).rejects.toThrow('no space left on device');
    expect(ended).toEqual(['the other trial']);
  });
});
