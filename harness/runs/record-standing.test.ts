import { cp, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deriveRecord } from '../proof/derive-record.ts';
import { recordContradictions } from '../proof/record-contradictions.ts';
import { serializeRecord } from '../record/record-text.ts';
import { recordedRuns } from '../testing/examples/recorded-runs.ts';
import { runInProcess } from '../testing/programs/run-in-process.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { readRun } from './kept-run.ts';
import { readRecord, readUncheckedRecord } from './read-record.ts';

const KEPT = 'results/configurations/google-v1.24.0.warm-cache';
const OTHER = 'results/configurations/osscontainertools-v1.28.3.warm-cache';

let scratch: Scratch;
let directory: string;
beforeEach(async () => {
  scratch = await openScratch();
  directory = scratch.path('run');
  await cp(KEPT, directory, { recursive: true });
});
afterEach(() => scratch.remove());

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
      stdout: serializeRecord(await readUncheckedRecord(KEPT)),
    });
    const compared = await runInProcess('compare', alone, directory, '--json');
    expect(JSON.parse(compared.stdout).evidence).toEqual({ before: 'not-verifiable', after: 'follows' });
  });

  it('is marked in what CI systems read as well', async () => {
    const alone = scratch.path('alone.json');
    await cp(join(KEPT, 'record.json'), alone);
    const lock = scratch.path('capabilities.lock.json');
    // Of another executor, so that the check has something to tell.
    await runInProcess('update', '--lock', lock, '--record', OTHER);
    const told = 'not verifiable here: the journal is not beside the record';
    for (const format of ['sarif', 'junit', 'github', 'codequality']) {
      for (const read of [['report'], ['check', '--lock', lock, '--record']]) {
        expect((await runInProcess(...read, alone, '--format', format)).stdout, format).toContain(told);
        expect((await runInProcess(...read, directory, '--format', format)).stdout, format).not.toContain(told);
      }
    }
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
      const record = await readUncheckedRecord(KEPT);
      await writeFile(
        join(directory, 'record.json'),
        serializeRecord({ ...record, profile: { faithful: [], exitZero: [] } }),
      );
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

describe('the directory of a record', () => {
  it('is refused with two journals, because nobody could say which one counts', async () => {
    await writeFile(join(directory, 'journal.jsonl'), 'x');
    for (const command of ['report', 'verify-record', 'explain']) {
      const { exitCode, stderr } = await runInProcess(command, directory);
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(/^There are two journals: /) });
    }
  });

  it.each(['record.json', 'journal.jsonl', 'journal.jsonl.gz'])(
    'may hold a device in the place of %s',
    async (name) => {
      for (const file of new Set(['journal.jsonl.gz', name])) await rm(join(directory, file), { force: true });
      await symlink('/dev/zero', join(directory, name));
      await expect(readRecord(directory)).rejects.toThrow(`${name}: it is not a regular file`);
    },
  );

  it('may hold a device in the place of an image', async () => {
    const [first = ''] = await readdir(join(directory, 'fingerprints'));
    await rm(join(directory, 'fingerprints', first));
    await symlink('/dev/zero', join(directory, 'fingerprints', first));
    const { exitCode, stdout } = await runInProcess('verify-record', directory);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining('it is not a regular file') });
  });

  it('may lack the journal, but then no field of the record stands there twice', async () => {
    const text = await readFile(join(KEPT, 'record.json'), 'utf8');
    await mkdir(scratch.path('alone'));
    const file = scratch.path('alone', 'record.json');
    await writeFile(file, text.replace('"cases": [', '"cases": [],\n  "cases": ['));
    await expect(readRecord(file)).rejects.toMatchObject({
      code: 'FALSE_RECORD',
      message: expect.stringMatching(/contradicts itself: line \d+, column 3: cases occurs twice/),
    });
  });
});
