import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capabilitiesOf, EMPTY_SET, isSubset, namesOf, setOf } from '../capabilities/capability-set.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import type { CaseRecord } from '../record/record.ts';
import { minimalSets } from '../search/ledger/transversals.ts';
import { seededRandom } from '../search/seeded-random.ts';
import { fileEntry, imageOf } from '../testing/examples/fingerprints.ts';
import { deniedCheck, fullWitness, grantedCheck } from '../testing/examples/watched-trials.ts';
import { type AskingProgram, askingPrograms, runProgram } from '../testing/simulated/asking-program.ts';
import { universeOf } from '../testing/simulated/oracles.ts';
import { type SimulatedBuild, type SimulatedCase, simulateCorpus } from '../testing/simulated/simulated-corpus.ts';
import type { Behaviour } from '../vocabulary/capability-checks.ts';

const UNIVERSE = universeOf(6);
const ALL = subsetsOf(UNIVERSE);
const IMAGE = imageOf({ tool: fileEntry({}) });
const FAILURE: SimulatedBuild = {
  kind: 'failed',
  exitCode: 1,
  failure: { phase: 'unknown', instruction: null, message: 'not permitted', signature: 'not permitted' },
};

/** Programs whose build succeeds with everything granted: others have no reference. */
const programs = askingPrograms(UNIVERSE).filter((program) => runProgram(program, UNIVERSE).outcome === 'pass');

/** More than any of these searches may take: every set, with its repeats. */
const ENDLESS = 4 * ALL.length;

describe('a search whose trials are watched', () => {
  it('decides every set without the assumption, and gives what a brute force gives', async () => {
    await fc.assert(
      fc.asyncProperty(programs, fc.constantFrom(1, 2, 4), async (program, jobs) => {
        const { record, trials } = await discovered(caseOf(program), jobs);
        expect(trials).toBeLessThan(ENDLESS);
        expect(record.status).toBe('proven');
        expect(record.faithful.cover?.notDecided).toBe(0);
        expect(record.faithful.minimalSets).toEqual(minimalSetsOf(program));
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it('needs a few trials where little matters: two for each cube, and two references', async () => {
    const chown: AskingProgram = {
      kind: 'ask',
      about: setOf('CHOWN'),
      granted: { kind: 'end', outcome: 'pass' },
      denied: { kind: 'end', outcome: 'fail' },
    };
    const { trials } = await discovered(caseOf(chown), 1);
    expect(trials).toBeLessThanOrEqual(6);
  });

  it('is not misled by failures that are chance', async () => {
    await fc.assert(
      fc.asyncProperty(programs, fc.nat(), async (program, seed) => {
        const random = seededRandom(seed);
        const steady = caseOf(program);
        const noisy = {
          ...steady,
          build: (...[set, attempt, trial]: Parameters<SimulatedCase['build']>) =>
            set !== UNIVERSE && random() < 0.05 ? FAILURE : steady.build(set, attempt, trial),
        };
        const { record, trials } = await discovered(noisy, 2);
        expect(trials).toBeLessThan(ENDLESS);
        if (record.status === 'proven') expect(record.faithful.minimalSets).toEqual(minimalSetsOf(program));
      }),
      // Chance may mislead within what is tolerated; a fixed seed makes the test tell the same each time.
      { numRuns: 40, seed: 1 },
    );
  });

  it('goes on with the assumption where a program reads its own capabilities', async () => {
    const needs = setOf('CHOWN', 'FOWNER');
    const reader = watchedCase(
      (set) => isSubset(needs, set),
      () => ({ calls: [{ call: 'capget', capability: null, refused: false, program: 'capsh', count: 1 }] }),
    );
    const { record, trials } = await discovered(reader, 2);
    expect(record.faithful.minimalSets).toEqual([namesOf(needs)]);
    expect(record.faithful.cover?.notDecided ?? 1).toBeGreaterThan(0);
    expect(record.trials.all.at(-1)?.ownSetOnly).toBe('a program read its own capability sets');
    expect(trials).toBeLessThan(20);
  });

  it('finds the capability that a build reads in /proc without asking for it', async () => {
    const secret = setOf('KILL');
    const reader = watchedCase(
      (set) => isSubset(setOf('CHOWN'), set) && !isSubset(secret, set) === !isSubset(setOf('FOWNER'), set),
      () => ({}),
    );
    const { record, trials } = await discovered(reader, 2);
    expect(trials).toBeLessThan(ENDLESS);
    expect(record.faithful.cover?.hidden).toContain('KILL');
    expect(record.faithful.minimalSets).toEqual([['CHOWN']]);
  });
});

describe('a build that reads its capabilities', () => {
  const fails = (reads: (set: typeof EMPTY_SET) => boolean) =>
    watchedCase(
      (set) => !reads(set),
      () => ({}),
    );

  it('and takes only all or none of them is not decided by cubes', async () => {
    const { record, trials } = await discovered(
      fails((set) => set !== UNIVERSE && set !== EMPTY_SET),
      2,
    );
    expect(trials).toBeLessThan(ENDLESS);
    // What is left rests on the assumption, and an audit tests that.
    expect(record.faithful.cover).toBeUndefined();
  });
});

interface Discovered {
  readonly record: CaseRecord;
  readonly trials: number;
}

async function discovered(one: SimulatedCase, jobs: number): Promise<Discovered> {
  const { records, trials } = await simulateCorpus({ cases: [one], jobs, stopAfter: ENDLESS });
  const [record] = records;
  if (record === undefined) throw new Error('The case was not settled');
  return { record, trials: trials.length };
}

function caseOf(program: AskingProgram): SimulatedCase {
  return {
    id: 'program',
    universe: UNIVERSE,
    build: (set) => (runProgram(program, set).outcome === 'pass' ? IMAGE : FAILURE),
    witness: (set) =>
      fullWitness(
        capabilitiesOf(runProgram(program, set).asked).map((name) =>
          isSubset(setOf(name), set) ? grantedCheck('executor', name) : deniedCheck('executor', name),
        ),
      ),
  };
}

/** A build that asks about CHOWN and FOWNER, and decides by what it likes. */
function watchedCase(passes: (set: typeof EMPTY_SET) => boolean, behaviour: () => Partial<Behaviour>): SimulatedCase {
  return {
    id: 'reader',
    universe: UNIVERSE,
    build: (set) => (passes(set) ? IMAGE : FAILURE),
    witness: (set) =>
      fullWitness(
        (['CHOWN', 'FOWNER'] as const).map((name) =>
          isSubset(setOf(name), set) ? grantedCheck('executor', name) : deniedCheck('executor', name),
        ),
        behaviour(),
      ),
  };
}

function minimalSetsOf(program: AskingProgram): string[][] {
  return minimalSets(ALL.filter((set) => runProgram(program, set).outcome === 'pass')).map(namesOf);
}
