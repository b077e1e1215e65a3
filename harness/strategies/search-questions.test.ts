import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capability } from '../capabilities/capability.ts';
import {
  type CapabilitySet,
  capabilitiesOf,
  fromMask,
  isSubset,
  namesOf,
  setOf,
} from '../capabilities/capability-set.ts';
import { parseSet, setOfNames } from '../capabilities/parse-set.ts';
import { DOCKER_DEFAULTS } from '../capabilities/universe.ts';
import { casePrior } from '../priors/case-prior.ts';
import { withWitness } from '../priors/with-witness.ts';
import type { CasePrior, Prior } from '../search/picker/prior.ts';
import { fileEntry, imageOf } from '../testing/examples/fingerprints.ts';
import { UNAUDITED } from '../testing/examples/plans.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { bruteForceBorders } from '../testing/simulated/brute-force.ts';
import type { SimulatedBuild } from '../testing/simulated/simulated-corpus.ts';
import { bordersOf, simulateDiscovery } from '../testing/simulated/simulated-discovery.ts';
import { findAllMinimalSets } from './find-all-minimal-sets.ts';

/** A build that stops at the first capability that it lacks with these words, and loses a bit in silence without FSETID. */
function build(set: CapabilitySet, words: readonly (readonly [Capability, string])[]): SimulatedBuild {
  const lacking = words.find(([capability]) => !isSubset(setOf(capability), set));
  if (lacking !== undefined) {
    const [, message] = lacking;
    return { kind: 'failed', exitCode: 1, failure: { phase: 'base', instruction: null, message, signature: message } };
  }
  return imageOf({ tool: fileEntry({ mode: isSubset(setOf('FSETID'), set) ? 0o2755 : 0o755 }) });
}

const discover = (words: readonly (readonly [Capability, string])[]) =>
  simulateDiscovery({ universe: DOCKER_DEFAULTS, build: (set) => build(set, words) });

const WORDS = [
  ['CHOWN', 'chown /home: operation not permitted'],
  ['FOWNER', 'chmod /home: operation not permitted'],
] as const;

describe('the guess from failures', () => {
  it('finds a build that needs nothing with its first question', async () => {
    const image = imageOf({ tool: fileEntry({}) });
    const { record } = await simulateDiscovery({ universe: DOCKER_DEFAULTS, build: () => image });
    expect(record).toMatchObject({ status: 'proven', faithful: { minimalSets: [[]] }, trials: { count: 3 } });
  });

  it('climbs on what the failures say, so that what a build does not need is never tried', async () => {
    const { record } = await discover(WORDS);
    expect(record.faithful.minimalSets).toEqual([['CHOWN', 'FOWNER', 'FSETID']]);
    expect(record.exitZero.minimalSets).toEqual([['CHOWN', 'FOWNER']]);
    // Two references, four steps up, the three losses twice: a search that knows nothing takes 21.
    expect(record.trials.count).toBe(12);
  });

  it('does not change a finding when the failures mislead', async () => {
    const misleading = WORDS.map(([capability]) => [capability, 'mknod: Operation not permitted'] as const);
    const [misled, told] = [await discover(misleading), await discover(WORDS)];
    expect(misled.record.faithful).toEqual(told.record.faithful);
    expect(misled.record.exitZero).toEqual(told.record.exitZero);
  });

  it('falls back on trying each capability when the failures say nothing', async () => {
    const { record } = await discover(WORDS.map(([capability]) => [capability, 'exit status 1'] as const));
    expect(record).toMatchObject({ status: 'proven', faithful: { minimalSets: [['CHOWN', 'FOWNER', 'FSETID']] } });
  });
});

const SIX = parseSet('CHOWN,DAC_OVERRIDE,FOWNER,FSETID,SETGID,SETUID');
const anySet = fc.bigInt({ min: 0n, max: (1n << 41n) - 1n }).map(fromMask);
const anyPrior: fc.Arbitrary<Prior> = fc.record(
  {
    guesses: fc.array(fc.oneof(anySet, fc.subarray(namesOf(SIX)).map(setOfNames)), { maxLength: 4 }),
    weights: fc.dictionary(fc.constantFrom(...capabilitiesOf(SIX)), fc.double({ min: 0, max: 1, noNaN: true })),
    hints: anySet,
  },
  { requiredKeys: [] },
);

/** What records claim of the case at hand, right or wrong. */
const anyRecords = fc.array(
  fc.array(fc.subarray(namesOf(SIX)), { maxLength: 3 }).map((minimalSets) => {
    const answer = { complete: true, minimalSets, maximalFailingSets: [] };
    return recordOf([caseOf({ id: 'example', universe: namesOf(SIX), faithful: answer, exitZero: answer })]);
  }),
  { maxLength: 3 },
);

const anyCasePrior: fc.Arbitrary<CasePrior> = fc.oneof(
  fc.record({ faithful: anyPrior, exitZero: anyPrior, because: fc.constant([]) }),
  anyRecords.map((records) =>
    casePrior(
      { caseId: 'example', instructions: [], baseReferences: [], universe: SIX },
      { records, calibration: { rules: {}, bases: {} } },
    ),
  ),
);

describe('a prior', { timeout: 60_000 }, () => {
  it('never changes a finding, whatever it claims, but only how many trials it takes', async () => {
    const alternatives = ['CHOWN,FOWNER,DAC_OVERRIDE', 'CHOWN,FOWNER,SETGID,SETUID'].map(parseSet);
    const passes = (set: CapabilitySet): boolean => alternatives.some((minimal) => isSubset(minimal, set));
    const outcome = (passed: boolean): 'pass' | 'fail' => (passed ? 'pass' : 'fail');
    const truth = {
      exitZero: bruteForceBorders(SIX, (set) => outcome(passes(set))),
      faithful: bruteForceBorders(SIX, (set) => outcome(passes(set) && isSubset(setOf('FSETID'), set))),
    };
    const priors = fc.oneof(
      anyCasePrior,
      fc.tuple(anyCasePrior, anySet).map(([prior, granted]) => withWitness(prior, granted)),
    );
    await fc.assert(
      fc.asyncProperty(priors, fc.integer({ min: 1, max: 5 }), async (prior, slots) => {
        const strategy = findAllMinimalSets(UNAUDITED, () => prior);
        const failed: SimulatedBuild = { kind: 'failed', exitCode: 1, failure: failureOf('su: cannot set groups') };
        const { record, asked } = await simulateDiscovery({
          universe: SIX,
          slots,
          strategy,
          build: (set) => (passes(set) ? build(set, []) : failed),
        });
        expect(record.status).toBe('proven');
        for (const answer of ['faithful', 'exitZero'] as const) {
          const { minimalSets, maximalFailingSets } = truth[answer];
          expect(bordersOf(record[answer])).toEqual({ minimalSets, maximalFailingSets });
        }
        expect(asked.length).toBeGreaterThanOrEqual(2 + record.trials.lowerBound);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a set that an earlier record of the same build proved', () => {
  it('is tried again at once when it fails, before anything is built on that failure', async () => {
    const needed = parseSet('CHOWN,FOWNER');
    const answer = { guesses: [needed], expected: [needed] };
    const prior = { faithful: answer, exitZero: answer, because: [] };
    const failed: SimulatedBuild = { kind: 'failed', exitCode: 1, failure: failureOf('Killed') };
    const { asked, record } = await simulateDiscovery({
      universe: SIX,
      strategy: findAllMinimalSets(UNAUDITED, () => prior),
      build: (set, attempt) => (!isSubset(needed, set) || (set === needed && attempt === 0) ? failed : build(set, [])),
    });
    expect(asked.slice(0, 4)).toEqual([SIX, SIX, needed, needed]);
    expect(bordersOf(record.exitZero).minimalSets).toEqual([needed]);
    expect(record.flaky).toMatchObject([{ answer: 'exitZero', failures: 1 }]);
  });
});

function failureOf(message: string) {
  return { phase: 'instruction' as const, instruction: null, message, signature: message };
}
