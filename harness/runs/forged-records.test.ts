import { cp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { serializeRecord } from '../record/record-text.ts';
import { runInProcess } from '../testing/programs/run-in-process.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { readRecord, readUncheckedRecord } from './read-record.ts';

const KEPT = 'results/configurations/google-v1.24.0.warm-cache';

let scratch: Scratch;
let directory: string;
beforeEach(async () => {
  scratch = await openScratch();
  directory = scratch.path('run');
  await cp(KEPT, directory, { recursive: true });
});
afterEach(() => scratch.remove());

type Forgery = (record: RunRecord, one: CaseRecord) => void;

/** Forges the first case that needs several capabilities for each answer, and writes the record to this file. */
async function forge(file: string, change: Forgery): Promise<void> {
  const record = structuredClone(await readUncheckedRecord(KEPT));
  const one = record.cases.find(({ faithful, exitZero }) =>
    [faithful, exitZero].every(({ minimalSets: [first = [], ...others] }) => first.length > 1 && others.length === 0),
  );
  if (one === undefined) throw new Error('there is no such case');
  change(record, one);
  await writeFile(file, serializeRecord(record));
}

function dropOne({ minimalSets }: CaseRecord['faithful']): void {
  minimalSets[0]?.pop();
}

const failed = ({ trials }: CaseRecord): CaseRecord['trials']['all'][number] => {
  const found = trials.all.find(({ verdict, variation }) => verdict === 'failed' && variation === null);
  if (found === undefined) throw new Error('no trial failed');
  return found;
};

const FORGERIES: readonly (readonly [what: string, change: Forgery, alone: RegExp])[] = [
  ['a minimal set', (_, one) => dropOne(one.faithful), /cases\[\d+\]\.faithful\.minimalSets: \{.*\} fails, because/],
  [
    'the minimal sets of both answers',
    (_, one) => [one.faithful, one.exitZero].forEach(dropOne),
    /\.minimalSets: \{.*\} fails, because .* fails in t\d+/,
  ],
  [
    'a minimal set inside a failing one',
    (_, { faithful }) => faithful.minimalSets.splice(0, 1, faithful.maximalFailingSets[0] ?? []),
    /\.faithful\.minimalSets: \{.*\} fails, because/,
  ],
  [
    'a failing set',
    (_, { faithful }) => faithful.maximalFailingSets.splice(0, 1, [...(faithful.minimalSets[0] ?? [])]),
    /\.faithful\.maximalFailingSets: \{.*\} does not fail, because .* passes in/,
  ],
  [
    'the verdict of a trial',
    (_, one) => Object.assign(failed(one), { verdict: 'faithful', shown: [] }),
    /cases\[\d+\]\.(?:faithful|exitZero)\./,
  ],
  [
    'a trial that is left out',
    (_, one) => one.trials.all.splice(one.trials.all.indexOf(failed(one)), 1),
    /there is no trial t\d+/,
  ],
  [
    'the set of a trial',
    (_, one) => Object.assign(failed(one), { set: [] }),
    /capBnd: it is [0-9a-f]{16}, and the set of the trial is 0000000000000000/,
  ],
  [
    'the common set',
    ({ profile }) => profile.faithful[0]?.pop(),
    /profile\.faithful: it does not follow from the cases/,
  ],
  [
    'what the lack of a capability does',
    (_, one) =>
      one.losses.pop() && one.losses.push({ ...(one.losses[0] as CaseRecord['losses'][number]), capability: 'KILL' }),
    /losses\[\d+\]: KILL is in no minimal set/,
  ],
];

describe('a record with a forged field', () => {
  it.each(FORGERIES)('is refused beside its journal, naming the field: %s', async (_, change) => {
    await forge(join(directory, 'record.json'), change);
    await expect(readRecord(directory)).rejects.toMatchObject({
      code: 'FALSE_RECORD',
      message: expect.stringMatching(/does not follow from its trials: .*record\.json: (?:cases\[\d+\]|profile)\./),
    });
  });

  it.each(FORGERIES)('is refused without its journal, because it contradicts itself: %s', async (_, change, told) => {
    const file = scratch.path('alone.json');
    await forge(file, change);
    await expect(readRecord(file)).rejects.toMatchObject({
      code: 'FALSE_RECORD',
      message: expect.stringMatching(told),
    });
  });

  it.each<[what: string, change: Forgery]>([
    ['the digest of the executor', ({ builder }) => Object.assign(builder, { binarySha256: 'f'.repeat(64) })],
    ['the hardening of a trial', (_, { trials }) => Object.assign(trials.all[0] ?? {}, { noNewPrivileges: true })],
    ['the seccomp mode of a trial', (_, { trials }) => Object.assign(trials.all[0] ?? {}, { seccomp: 0 })],
    ['the reference image', (_, one) => Object.assign(one, { referenceImage: 'f'.repeat(64) })],
    ['the digest of the context', (_, one) => Object.assign(one, { contextSha256: 'f'.repeat(64) })],
    ['the digest of the journal', ({ run }) => Object.assign(run, { journalSha256: 'f'.repeat(64) })],
  ])('is refused beside its journal alone, where it contradicts nothing else in the record: %s', async (_, change) => {
    await forge(join(directory, 'record.json'), change);
    await expect(readRecord(directory)).rejects.toMatchObject({ code: 'FALSE_RECORD' });
    await forge(scratch.path('alone.json'), change);
    expect((await readRecord(scratch.path('alone.json'))).evidence?.standing).toBe('not-verifiable');
  });

  it('is refused where it says more of what watched trials decide than they do', async () => {
    const record = structuredClone(await readUncheckedRecord('results/google-v1.6.0'));
    const [cover] = record.cases.flatMap(({ faithful }) => faithful.cover ?? []);
    Object.assign(cover ?? {}, { decided: 1, notDecided: 0 });
    const file = scratch.path('alone.json');
    await writeFile(file, serializeRecord(record));
    await expect(readRecord(file)).rejects.toThrow(/\.faithful\.cover: the cubes do not follow from the trials/);
  });

  it('never gets into a lock file', async () => {
    const lock = scratch.path('capabilities.lock.json');
    for (const file of [join(directory, 'record.json'), scratch.path('alone.json')]) {
      await forge(file, (_, one) => [one.faithful, one.exitZero].forEach(dropOne));
      const { exitCode, stdout, stderr } = await runInProcess('update', '--lock', lock, '--record', file);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(/does not follow from its trials|contradicts itself/);
    }
    expect(await readdir(scratch.path())).not.toContain('capabilities.lock.json');
  });
});
