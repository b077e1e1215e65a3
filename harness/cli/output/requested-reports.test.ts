import { mkdir, readdir, readFile, realpath, stat, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canShow, FORMATS, formatsFor } from '../../formats/formats.ts';
import { caseOf, failedReference, recordOf } from '../../testing/examples/records.ts';
import { shownRecord } from '../../testing/examples/shown-record.ts';
import { type ProgramEnd, runInProcess } from '../../testing/programs/run-in-process.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';

const workingDirectory = process.cwd();
let scratch: Scratch;
beforeEach(async () => {
  scratch = await openScratch();
  process.chdir(await realpath(scratch.path()));
  await writeFile('record.json', JSON.stringify(shownRecord(recordOf([caseOf(), failedReference()]))));
});
afterEach(async () => {
  process.chdir(workingDirectory);
  await scratch.remove();
});

const reportAs = (...formats: readonly string[]): Promise<ProgramEnd> =>
  runInProcess('report', 'record.json', ...formats.map((format) => `--format=${format}`));

/** Wrong usage, found out before anything is written. */
async function expectRefused(ending: Promise<ProgramEnd>, ...told: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await ending;
  for (const text of told) expect(stderr).toContain(text);
  expect({ exitCode, stdout, files: (await readdir('.')).filter((name) => name !== 'directory') }).toEqual({
    exitCode: 2,
    stdout: '',
    files: ['record.json'],
  });
}

describe('a report that is asked for', () => {
  it('in every format at once is written to a file for each, and told', async () => {
    // A policy takes a record in which every case is served.
    await writeFile('record.json', JSON.stringify(shownRecord(recordOf([caseOf()]))));
    const names = formatsFor(['record', 'policy']).map(({ name }) => name);
    const { exitCode, stdout, stderr } = await reportAs(...names.map((name) => `${name}=report.${name}`));
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    const told = names.map((name) => `report: report.${name}\n`).join('');
    expect(stderr).toBe(`${told}record.json: not verifiable here: the journal is not beside the record\n`);
    for (const name of names) expect(await readFile(`report.${name}`, 'utf8')).toMatch(/\S[\s\S]*\n$/);
    expect(await readdir('.')).toHaveLength(names.length + 1);
  });

  it('is the same in a file as on standard output', async () => {
    for (const format of ['text', 'json', 'junit', 'github']) {
      await reportAs(`${format}=file`);
      expect((await reportAs(format)).stdout).toBe(await readFile('file', 'utf8'));
    }
  });

  it('in a format that does not exist names the nearest one', async () => {
    await expectRefused(reportAs('table', 'sarfi=x.sarif'), 'There is no format sarfi', 'Did you mean sarif?');
    await expectRefused(reportAs(''), 'There is no format without a name');
  });

  it('without a file after the equals sign is refused', async () => {
    await expectRefused(reportAs('sarif='), '--format sarif= names no file');
  });

  it('with another one at the same place is refused', async () => {
    await expectRefused(reportAs('table', 'text'), 'Several reports would be mixed on standard output');
    await expectRefused(reportAs('sarif=x', 'junit=./x'), 'Several reports would be written to x');
  });

  it('at a place that cannot be is refused before any is made', async () => {
    await mkdir('directory');
    await expectRefused(reportAs('table', 'sarif=absent/x'), '--format sarif=absent/x: there is no directory absent');
    await expectRefused(reportAs('table', 'sarif=directory'), '--format sarif=directory: that is a directory');
  });

  it('and cannot be written withholds no other, and leaves nothing half written', async () => {
    // Where the unfinished file would be there is something else.
    await mkdir('first.part');
    await writeFile('first', 'before\n');
    const { exitCode, stdout, stderr } = await reportAs('table', 'sarif=first', 'junit=second');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Cannot write the report first: EISDIR');
    expect(stdout).toContain('CHOWN FSETID');
    expect(await readFile('second', 'utf8')).toContain('<testsuites');
    expect(await readFile('first', 'utf8')).toBe('before\n');
  });

  it('of a record that cannot be read leaves an older report alone', async () => {
    await writeFile('report.sarif', 'before\n');
    await writeFile('record.json', '{"schemaVersion": 1, "cases": [');
    expect((await reportAs('sarif=report.sarif')).exitCode).toBe(2);
    expect(await readFile('report.sarif', 'utf8')).toBe('before\n');
  });

  it('at the place of a link replaces what the link names, with the permissions that it had', async () => {
    await writeFile('kept', 'before\n', { mode: 0o600 });
    await symlink('kept', 'link');
    await reportAs('codequality=link');
    expect(await realpath('link')).toBe(await realpath('kept'));
    expect(JSON.parse(await readFile('kept', 'utf8'))).toHaveLength(3);
    expect((await stat('kept')).mode & 0o777).toBe(0o600);
  });

  it('at a place that is no file is written to it, as to a pipe', async () => {
    const { exitCode } = await reportAs('sarif=/dev/null');
    expect(exitCode).toBe(0);
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });
});

describe('what a build wrote, on standard output,', () => {
  const hostile = '::error::taken over';

  beforeEach(async () => {
    const failure = {
      phase: 'instruction' as const,
      instruction: null,
      message: hostile,
      log: [`##[group]${hostile}`],
    };
    const losses = caseOf().losses.map((loss) => ({ ...loss, message: `##[error]${hostile}` }));
    const cases = [failedReference({ id: hostile, reason: hostile, referenceFailure: failure }), caseOf({ losses })];
    await writeFile('record.json', JSON.stringify(shownRecord(recordOf(cases))));
  });

  /** Policies are of records in which every case is served. */
  const ofAnyRecord = FORMATS.filter((format) => canShow(format, 'record') && format.hasCommands !== true);

  it.each(ofAnyRecord.map(({ name }) => name))('is no command to a runner as %s', async (format) => {
    const { stdout } = await reportAs(format);
    expect(stdout).toContain('taken over');
    const taken = stdout.split('\n').filter((line) => /^\s*::|##\[/.test(line));
    expect(taken).toEqual([]);
  });

  it('is text within the annotations that are meant for a runner', async () => {
    const { stdout } = await reportAs('github');
    for (const line of stdout.trimEnd().split('\n')) expect(line).toMatch(/^::(error|warning|notice) file=/);
    expect(stdout).toContain('granted: ::error::taken over');
  });
});
