import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setOf } from '../../capabilities/capability-set.ts';
import { runCases } from '../../discovery/run-cases.ts';
import { CHAIN_START, readLine, sealLine } from '../../journal/line.ts';
import { runInProcess } from '../../testing/programs/run-in-process.ts';
import { buildsNeeding, type ScriptedRun, scriptedRun } from '../../testing/scripted/scripted-run.ts';

let run: ScriptedRun;
let directory: string;
let lines: readonly string[];
let record: string;

beforeAll(async () => {
  run = await scriptedRun({
    universe: setOf('CHOWN', 'FOWNER', 'FSETID'),
    builds: buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID')),
  });
  await runCases(run.settings);
  lines = (await readFile(join(run.settings.directory, 'journal.jsonl'), 'utf8')).trimEnd().split('\n');
  record = await readFile(join(run.settings.directory, 'record.json'), 'utf8');
});
afterAll(() => run[Symbol.asyncDispose]());
beforeEach(async () => {
  directory = join(run.root, 'changed');
  await rm(directory, { recursive: true, force: true });
  await cp(run.settings.directory, directory, { recursive: true });
});

const verify = () => runInProcess('verify-record', directory);
const inDirectory = (...parts: readonly string[]): string => join(directory, ...parts);
const writeLines = (now: readonly string[], rest = ''): Promise<void> =>
  writeFile(inDirectory('journal.jsonl'), `${now.join('\n')}\n${rest}`);

/** What is said of a run, if it is refused. */
async function refusal(): Promise<string> {
  const { exitCode, stdout, stderr } = await verify();
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  return stdout.replaceAll(`${directory}/`, '');
}

describe('verify-record', () => {
  it('names where lines of the journal were removed, added, swapped and changed', async () => {
    const cases: readonly (readonly [lines: string[], told: string])[] = [
      [lines.toSpliced(4, 1), 'journal.jsonl, between line 4 and line 5: line 5 was removed'],
      [lines.toSpliced(0, 2), 'journal.jsonl, before line 1: lines 1 to 2 were removed'],
      [lines.toSpliced(7, 0, lines[3] ?? ''), 'journal.jsonl, line 8: the line was added'],
      [lines.with(5, lines[6] ?? '').with(6, lines[5] ?? ''), 'line 6 and line 7: the lines were swapped'],
      [lines.with(5, (lines[5] ?? '').replace('"kind"', '"kinD"')), 'journal.jsonl, line 6: the line was changed'],
    ];
    for (const [now, told] of cases) {
      await writeLines(now);
      const text = await refusal();
      expect(text).toContain('The run is NOT as it was written:');
      expect(text).toContain(told);
      expect(text).toContain('So the record cannot be checked.');
    }
  });

  it('names lines that were removed at the end by what the record says of them', async () => {
    await writeLines(lines.slice(0, -3));
    const text = await refusal();
    expect(text).toContain(`the journal, behind line ${lines.length - 3}: lines were removed`);
    expect(text).toContain('record.json: run.status is "complete", and "interrupted" follows from the trials');
  });

  it('leaves out a last line that was cut short, and says so', async () => {
    await writeLines(lines, (lines[5] ?? '').slice(0, 40));
    expect(await verify()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('was cut short') });
    await writeLines([...lines, '\0'.repeat(50)]);
    expect(await verify()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('was cut short') });
  });

  it('takes no changed last line for one that was cut short', async () => {
    const last = lines.at(-1) ?? '';
    await writeLines(lines.with(-1, last.replace('"complete"', '"partial"')));
    expect(await refusal()).toContain(`journal.jsonl, line ${lines.length}: the line was changed`);
  });

  it('accepts the lines of a resumed run behind a line that was cut short', async () => {
    await writeLines(lines.slice(0, 6), (lines[6] ?? '').slice(0, 30));
    await runCases({ ...run.settings, directory });
    expect(await verify()).toEqual({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/^The record follows/) });
  });

  it.each<[what: string, change: (text: string) => string, told: string]>([
    ['a field added', (text) => text.replace('{', '{"approvedBy": "me",'), 'record.json: approvedBy was added'],
    [
      'a field added deep inside',
      (text) => text.replace('"faithful": {', '"faithful": {"__proto__": 1,'),
      'record.json: cases[0].faithful.__proto__ was added',
    ],
    ['a field removed', (text) => text.replace(/"title": .*\n/, ''), 'record.json: cases[0].title was removed'],
    [
      'a field changed',
      (text) => text.replace('"status": "proven"', '"status": "partial"'),
      'record.json: cases[0].status is "partial", and "proven" follows from the trials',
    ],
    [
      'a value of another type',
      (text) => text.replace('"budgetSpent": null', '"budgetSpent": []'),
      'record.json: run.budgetSpent is [], and null follows from the trials',
    ],
    [
      'a field that is there twice',
      (text) => text.replace('"status": "proven"', '"status": "partial", "status": "proven"'),
      'cases[0].status occurs twice',
    ],
    ['another value as a whole', () => '[]', 'record.json: the whole record is [], and an object follows'],
    ['a depth that nobody needs', () => `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'nested too deeply'],
  ])('names %s in the record by its place', async (_, change, told) => {
    await writeFile(inDirectory('record.json'), change(record));
    expect(await refusal()).toContain(told);
  });

  it('names every case that was added to a record, and no other', async () => {
    const changed = JSON.parse(record);
    changed.cases.unshift({ id: 'forged' });
    await writeFile(inDirectory('record.json'), JSON.stringify(changed));
    expect((await refusal()).split('\n').filter((line) => line.includes('record.json'))).toEqual([
      '  record.json: cases[0] was added',
    ]);
  });

  it('accepts a record that was only formatted anew', async () => {
    await writeFile(inDirectory('record.json'), JSON.stringify(JSON.parse(record), null, '\t'));
    expect(await verify()).toMatchObject({ exitCode: 0 });
  });

  it('names fingerprints that are missing, changed, or named by no trial', async () => {
    const [first = ''] = await readdir(inDirectory('fingerprints'));
    const file = inDirectory('fingerprints', first);
    const sound = await readFile(file);
    await writeFile(inDirectory('fingerprints', `${'0'.repeat(64)}.json.gz`), sound);
    expect(await refusal()).toContain(`fingerprints/${'0'.repeat(64)}.json.gz: no trial names it`);
    await rm(inDirectory('fingerprints', `${'0'.repeat(64)}.json.gz`));
    await writeFile(file, gzipSync('{"schemaVersion":1,"config":{},"layers":[],"more":1}'));
    expect(await refusal()).toMatch(
      /fingerprints\/[0-9a-f]+\.json\.gz: its content does not match its name \(of the trial t\d+\)/,
    );
    await rm(file);
    expect(await refusal()).toMatch(/fingerprints\/[0-9a-f]+\.json\.gz: ENOENT.* \(of the trial t\d+\)/);
  });

  it('says of an image that a killed run left that a resumption removes it, which it does', async () => {
    await writeLines(lines.slice(0, -4));
    const strange = inDirectory('fingerprints', `${'0'.repeat(64)}.json.gz`);
    await writeFile(strange, '');
    await writeFile(`${strange}.part`, '');
    const { stdout } = await verify();
    expect(stdout).toContain('No trial names 2 files in fingerprints/');
    await runCases({ ...run.settings, directory });
    expect(await verify()).toMatchObject({ exitCode: 0 });
    expect((await readdir(inDirectory('fingerprints'))).filter((name) => name.startsWith('0000'))).toEqual([]);
  });

  it('says of a journal of the older form what it cannot notice there, and notices the rest', async () => {
    await rm(inDirectory(), { recursive: true });
    await mkdir(inDirectory());
    const kept = 'results/configurations/google-v1.24.0.default';
    await cp(kept, inDirectory(), { recursive: true });
    const { exitCode, stdout } = await verify();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The journal has the older form, without a chain: a line that was removed');
  });

  const digestOf = (bytes: string | Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

  it('prints what the record and its journal are pinned by, archived or not and torn or not', async () => {
    const journal = await readFile(inDirectory('journal.jsonl'));
    const digests = `record   ${digestOf(record)}\njournal  ${digestOf(journal)}\n`;
    expect(JSON.parse(record).run.journalSha256).toBe(digestOf(journal).slice('sha256:'.length));
    expect((await verify()).stdout).toContain(digests);
    await writeLines(lines, 'cut sh');
    expect((await verify()).stdout).toContain(digests);
    await rm(inDirectory('journal.jsonl'));
    await writeFile(inDirectory('journal.jsonl.gz'), gzipSync(journal));
    expect(await verify()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(digests) });
  });

  it('accepts a record that does not name its journal, and says so', async () => {
    const { run: saved, ...others } = JSON.parse(record);
    const { journalSha256, ...earlier } = saved;
    await writeFile(inDirectory('record.json'), JSON.stringify({ ...others, run: earlier }));
    const { exitCode, stdout } = await verify();
    expect({ exitCode, journalSha256 }).toEqual({
      exitCode: 0,
      journalSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(stdout).toContain('The record does not name its journal');
    await runInProcess('verify-record', '--write', directory);
    expect(await readFile(inDirectory('record.json'), 'utf8')).toBe(record);
  });

  it('says that a run is not the expected one, however well its parts fit', async () => {
    const journal = await readFile(inDirectory('journal.jsonl'));
    const expecting = (...digests: string[]) =>
      runInProcess('verify-record', directory, ...digests.flatMap((one) => ['--expect-digest', one]));
    expect(await expecting(digestOf(record), digestOf(journal))).toMatchObject({ exitCode: 0 });
    expect(await expecting(digestOf(record).slice(7).toUpperCase())).toMatchObject({ exitCode: 0 });
    const other = digestOf('another');
    expect(await expecting(digestOf(record), other)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(
        new RegExp(`^This is NOT the run that you expect: neither record nor journal has the digest ${other}\\.\n`),
      ),
    });
    expect(await expecting('sha256:12')).toMatchObject({ exitCode: 2 });
  });

  it('cannot tell a journal that was written anew as a whole, with a record to fit', async () => {
    let end = CHAIN_START;
    const forged = lines.flatMap((line) => {
      const reading = readLine(line);
      const entry = reading.kind === 'sound' ? reading.entry : 'no line';
      if (typeof entry === 'string') throw new Error(entry);
      const sealed = sealLine({ ...entry, at: entry.at.replace(/^20\d\d/, '1999') }, end);
      end = sealed.end;
      return [sealed.text];
    });
    await writeLines(forged);
    await runInProcess('verify-record', '--write', directory);
    // It is no signature: docs/security.md says what protects against that.
    expect(await verify()).toMatchObject({ exitCode: 0 });
  });
});
