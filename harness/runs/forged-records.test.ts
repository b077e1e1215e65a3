import { cp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_SET } from '../capabilities/capability-set.ts';
import { journalText } from '../journal/line.ts';
import { deriveRecord } from '../proof/derive-record.ts';
import { recordContradictions } from '../proof/record-contradictions.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { recordText } from '../record/record-text.ts';
import { recordedRuns } from '../testing/examples/recorded-runs.ts';
import { runInProcess } from '../testing/programs/run-in-process.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { JournalEntry } from '../vocabulary/run-event.ts';
import { derivedRecord, readRun } from './kept-run.ts';
import { readRecord, readUncheckedRecord } from './read-record.ts';
import { writeRecord } from './write-record.ts';

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
  await writeFile(file, `${recordText(record)}\n`);
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
    await writeFile(file, recordText(record));
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

describe('a record that nobody forged', () => {
  it('contradicts itself nowhere, however far its run came', async () => {
    for (const record of await recordedRuns()) expect(recordContradictions(record)).toEqual([]);
    const { entries, fingerprintOf } = await readRun(KEPT);
    for (let length = 1; length < entries.length; length += 37) {
      expect(recordContradictions(deriveRecord(entries.slice(0, length), fingerprintOf))).toEqual([]);
    }
  });

  it('is marked in every report as not verifiable where its journal is not beside it, and not where it is', async () => {
    const alone = scratch.path('alone.json');
    await cp(join(KEPT, 'record.json'), alone);
    const told = 'not verifiable here: the journal is not beside the record';
    for (const format of ['table', 'text', 'markdown', 'html']) {
      expect((await runInProcess('report', alone, '--format', format)).stdout).toContain(told);
      expect((await runInProcess('report', directory, '--format', format)).stdout).not.toContain(told);
    }
    for (const command of [
      ['explain', alone],
      ['compare', alone, directory],
      ['report', alone, directory],
    ]) {
      expect((await runInProcess(...command)).stdout.split(told)).toHaveLength(2);
    }
    expect(await runInProcess('report', alone, '--format', 'json')).toMatchObject({
      stderr: expect.stringContaining(told),
      stdout: `${recordText(await readUncheckedRecord(KEPT))}\n`,
    });
    const compared = await runInProcess('compare', alone, directory, '--json');
    expect(JSON.parse(compared.stdout).evidence).toEqual({ before: 'not-verifiable', after: 'follows' });
  });

  it('is known again by what it and its journal are, and by nothing else', async () => {
    const before = process.env['XDG_CACHE_HOME'];
    process.env['XDG_CACHE_HOME'] = scratch.path('caches');
    const remembered = scratch.path('caches', 'kaniko-caps', 'verified-records');
    try {
      await readRecord(directory);
      expect(await readdir(remembered)).toHaveLength(1);
      // Nothing is derived again: what that needs is no longer there.
      await rm(join(directory, 'fingerprints'), { recursive: true });
      expect((await readRecord(directory)).evidence?.standing).toBe('follows');
      await forge(join(directory, 'record.json'), (_, one) => dropOne(one.faithful));
      await expect(readRecord(directory)).rejects.toMatchObject({ code: 'RUN_DAMAGED' });
      // The oldest are forgotten first.
      for (let index = 0; index < 1_000; index += 1) await writeFile(join(remembered, `${index}`), '');
      await utimes(join(remembered, '7'), 1, 1);
      await readRecord('results/configurations/google-v1.24.0.default');
      const left = await readdir(remembered);
      expect(left.length).toBeLessThan(1_000);
      expect(left).not.toContain('7');
    } finally {
      process.env['XDG_CACHE_HOME'] = before;
    }
  });
});

describe('a journal that was written anew with its checksums, and a record to fit', () => {
  type Change = (observation: Observation) => Observation;

  /** Changes the first observation of which this is so, and derives the record again. */
  async function forged(isMeant: (observation: Observation) => boolean, change: Change): Promise<string> {
    const { entries } = await readRun(KEPT);
    const index = entries.findIndex(({ event }) => event.type === 'trial-observed' && isMeant(event.observation));
    const now = entries.map((entry, at): JournalEntry => {
      const { event } = entry;
      if (at !== index || event.type !== 'trial-observed') return entry;
      return { ...entry, event: { ...event, observation: change(event.observation) } };
    });
    await rm(join(directory, 'journal.jsonl.gz'), { force: true });
    await writeFile(join(directory, 'journal.jsonl'), journalText(now));
    await writeRecord(directory, await derivedRecord(directory));
    const { exitCode, stdout } = await runInProcess('verify-record', directory);
    return `${exitCode} ${stdout}`;
  }

  const hasFailed = ({ outcome, purpose }: Observation): boolean => outcome.kind === 'failed' && purpose === 'search';
  const wasBuilt = ({ outcome, purpose }: Observation): boolean => outcome.kind === 'built' && purpose === 'search';
  const asIf = async (kind: 'built' | 'failed'): Promise<Observation['outcome']> => {
    const { entries } = await readRun(KEPT);
    for (const { event } of entries) {
      if (event.type === 'trial-observed' && event.observation.outcome.kind === kind) return event.observation.outcome;
    }
    throw new Error(`no trial is ${kind}`);
  };

  it('is accepted where nothing was changed', async () => {
    expect(
      await forged(
        () => false,
        (one) => one,
      ),
    ).toMatch(/^0 The record follows from its \d+ trials/);
  });

  it('shows a failure that became an image by the log', async () => {
    const outcome = await asIf('built');
    const text = await forged(hasFailed, (one) => ({ ...one, outcome }));
    expect(text).toMatch(/^1 The trials are NOT as they were observed:\n {2}the journal, line \d+: trial t\d+ of /);
    expect(text).toContain('it left an image, but its log does not say that one was pushed');
    await expect(readRecord(directory)).rejects.toMatchObject({ code: 'FALSE_RECORD' });
  });

  it('shows an image that became a failure by the log', async () => {
    const outcome = await asIf('failed');
    const text = await forged(wasBuilt, (one) => ({ ...one, outcome }));
    expect(text).toContain('it failed, but its log ends with the image that was pushed');
  });

  it('shows a failure with the exit code of a success', async () => {
    const text = await forged(hasFailed, (one) =>
      one.outcome.kind === 'failed' ? { ...one, outcome: { ...one.outcome, exitCode: 0 } } : one,
    );
    expect(text).toContain('it failed with exit code 0');
  });

  it('shows another set by the kernel, and by what was begun', async () => {
    const isMeant = (one: Observation): boolean => wasBuilt(one) && one.capabilities !== EMPTY_SET;
    const text = await forged(isMeant, (one) => ({ ...one, capabilities: EMPTY_SET }));
    expect(text).toMatch(/its set is 0000000000000000, and CapBnd of the builder was [0-9a-f]{16}/);
    expect(text).toMatch(/its set is 0000000000000000, and it was begun with [0-9a-f]{16}/);
  });

  it('shows another trial by what was begun', async () => {
    expect(await forged(wasBuilt, (one) => ({ ...one, trial: 't9999' }))).toMatch(
      /trial t9999 of \S+: no line before says that it was begun/,
    );
  });

  it('shows nothing where the log was forged as well: only the digest that was kept elsewhere does', async () => {
    const outcome = await asIf('built');
    const { run } = await readUncheckedRecord(KEPT);
    const log = [`time="2026-01-01T00:00:00Z" level=info msg="Pushed registry/image@sha256:${'a'.repeat(64)}"`];
    expect(await forged(hasFailed, (one) => ({ ...one, outcome, log }))).toMatch(/^0 /);
    const expected = ['--expect-digest', `sha256:${run.journalSha256}`];
    expect(await runInProcess('verify-record', directory, ...expected)).toMatchObject({ exitCode: 1 });
  });
});
