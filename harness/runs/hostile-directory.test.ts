import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { setOf } from '../capabilities/capability-set.ts';
import { runCases } from '../discovery/run-cases.ts';
import { HarnessError } from '../errors.ts';
import { openJournal, readJournal } from '../journal/journal.ts';
import { lockRun } from '../journal/run-lock.ts';
import { deriveRecord } from '../proof/derive-record.ts';
import { oddChange } from '../testing/examples/odd-json.ts';
import { resealed } from '../testing/examples/resealed.ts';
import { buildsNeeding, type ScriptedRun, scriptedRun } from '../testing/scripted/scripted-run.ts';
import { checkRecordOf } from '../use-cases/verify-record.ts';
import { readRun } from './kept-run.ts';
import { readRecord } from './read-record.ts';

/** More for a long search: KANIKO_CAPS_FUZZ_RUNS=100000. */
const RUNS = Number(process.env['KANIKO_CAPS_FUZZ_RUNS'] ?? 60);

const TIMEOUT_MS = 20_000 + 1_000 * RUNS;

let run: ScriptedRun;
let directory: string;
let journal: Buffer;
let record: string;

beforeAll(async () => {
  run = await scriptedRun({
    universe: setOf('CHOWN', 'FSETID'),
    builds: buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID')),
  });
  await runCases(run.settings);
  journal = await readFile(join(run.settings.directory, 'journal.jsonl'));
  record = await readFile(join(run.settings.directory, 'record.json'), 'utf8');
  directory = await mkdtemp(join(tmpdir(), 'hostile-directory-'));
  await cp(run.settings.directory, directory, { recursive: true });
});
afterEach(async () => {
  await writeFile(journalFile(), journal);
  await writeFile(recordFile(), record);
});
afterAll(async () => {
  await run[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const journalFile = (): string => join(directory, 'journal.jsonl');
const recordFile = (): string => join(directory, 'record.json');

/** What is done with a kept run either works or ends with a problem that names where it is; anything else is a defect. */
async function told<T>(doing: () => Promise<T> | T, names: RegExp): Promise<T | undefined> {
  try {
    return await doing();
  } catch (thrown) {
    if (!(thrown instanceof HarnessError)) throw thrown;
    expect(thrown.message).toMatch(names);
    expect(thrown.hint).toEqual(expect.any(String));
    return undefined;
  }
}

describe('a journal', { timeout: TIMEOUT_MS }, () => {
  it('of which any bytes are changed is refused at its line, or is what was written but for its end', async () => {
    const whole = await readJournal(run.settings.directory);
    await fc.assert(
      fc.asyncProperty(fc.array(byteChangeOf(), { minLength: 1, maxLength: 3 }), async (changes) => {
        const bytes = changes.reduce(bytesChanged, journal);
        await writeFile(journalFile(), bytes);
        const entries = await told(() => readJournal(directory), /line \d+|There is no run in/);
        if (entries !== undefined) expect(entries).toEqual(whole.slice(0, entries.length));
      }),
      { numRuns: RUNS },
    );
  });

  it('of which any events say something else, with checksums to fit, is understood or refused at its line', async () => {
    const lines = journal.toString('utf8').trimEnd().split('\n');
    const places = fc.array(fc.tuple(fc.nat(lines.length - 1), oddChange), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(places, async (changes) => {
        await writeFile(journalFile(), resealed(lines, changes));
        const entries = await told(() => readJournal(directory), /line \d+|There is no run in/);
        if (entries === undefined) return;
        const kept = await told(() => readRun(directory), /fingerprint|names an image/);
        if (kept !== undefined) await told(() => deriveRecord(kept.entries, kept.fingerprintOf), /journal|case|trial/);
        const opened = await told(() => openJournal(directory), /line \d+/);
        await opened?.journal.close();
        await told(() => checkRecordOf(directory), /./);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a record', { timeout: TIMEOUT_MS }, () => {
  it('of which anything is changed is read or refused by its field, and never taken for what follows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(oddChange, { minLength: 1, maxLength: 3 }), async (changes) => {
        const now = changes.reduce((value, change) => change(value), JSON.parse(record));
        await writeFile(recordFile(), JSON.stringify(now));
        await told(() => readRecord(directory), /record\.json|^The record in /);
        const check = await told(() => checkRecordOf(directory), /record\.json/);
        const isSame = isDeepStrictEqual(JSON.parse(JSON.stringify(now)), JSON.parse(record));
        if (check !== undefined) expect(check.differences?.length === 0).toBe(isSame);
      }),
      { numRuns: RUNS },
    );
  });

  it('that is any text is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), async (text) => {
        await writeFile(recordFile(), text);
        await told(() => readRecord(directory), /record\.json|^The record in /);
        const check = await told(() => checkRecordOf(directory), /record\.json/);
        if (check !== undefined) expect(check.differences?.length).toBeGreaterThan(0);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a fingerprint', { timeout: TIMEOUT_MS }, () => {
  it('that is anything else than what its name says is refused by its name', async () => {
    const [name = ''] = await readdir(join(directory, 'fingerprints'));
    const file = join(directory, 'fingerprints', name);
    const whole = await readFile(file);
    const content = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => gzipSync(text)),
      fc.array(byteChangeOf(), { minLength: 1, maxLength: 2 }).map((changes) => changes.reduce(bytesChanged, whole)),
    );
    await fc.assert(
      fc.asyncProperty(content, async (bytes) => {
        await writeFile(file, bytes);
        const check = await told(() => checkRecordOf(directory), /fingerprint/);
        // What gzip says of the time or the system is no part of the content.
        if (check?.damage.length === 0) expect(check.differences).toEqual([]);
        else expect(check?.damage.join()).toContain(name);
      }),
      { numRuns: RUNS },
    );
    await writeFile(file, whole);
  });
});

describe('a lock', { timeout: TIMEOUT_MS }, () => {
  it('that is any text is taken over where its process is dead, and refused with a way out elsewhere', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer().map(String),
      fc.double().map(String),
      fc.constantFrom('Infinity', '1e3', '0x10', '-1', '0', ' 1', '1 2', '99999999999999999999', '4194305\n', '\0\0'),
    );
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        await writeFile(join(directory, 'lock'), content);
        const unlock = await told(() => lockRun(directory), /in use by|does not contain the number of a process/);
        await unlock?.();
        await rm(join(directory, 'lock'), { force: true });
      }),
      { numRuns: RUNS },
    );
  });
});

function byteChangeOf() {
  return fc.record({
    kind: fc.constantFrom('flip', 'cut', 'remove', 'double', 'zero'),
    place: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    length: fc.integer({ min: 1, max: 200 }),
  });
}

function bytesChanged(
  bytes: Buffer,
  { kind, place, length }: { readonly kind: string; readonly place: number; readonly length: number },
): Buffer {
  const at = Math.floor(place * bytes.length);
  const [before, part, behind] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
  if (kind === 'cut') return Buffer.from(before);
  if (kind === 'remove') return Buffer.concat([before, behind]);
  if (kind === 'double') return Buffer.concat([before, part, part, behind]);
  if (kind === 'zero') return Buffer.concat([before, Buffer.alloc(part.length), behind]);
  const flipped = Buffer.from(part.subarray(0, 1).map((byte) => byte ^ (1 << (length % 8))));
  return Buffer.concat([before, flipped, part.subarray(1), behind]);
}
