import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setOf } from '../capabilities/capability-set.ts';
import { runCases } from '../discovery/run-cases.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { shownRecord } from '../testing/examples/shown-record.ts';
import { type ProgramEnd, runInProcess } from '../testing/programs/run-in-process.ts';
import { buildsNeeding, scriptedRun } from '../testing/scripted/scripted-run.ts';

const workingDirectory = process.cwd();
let directory = '';
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'cli-test-')));
  process.chdir(directory);
  // Nothing listens there: whatever gets as far as the engine ends with exit code 3.
  vi.stubEnv('DOCKER_HOST', 'unix:///nonexistent.sock');
  vi.stubEnv('KANIKO_CAPS_BUILDER', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  process.chdir(workingDirectory);
  await rm(directory, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(directory, path, '..'), { recursive: true });
    await writeFile(join(directory, path), content);
  }
}

/** Wrong input: exit code 2, nothing on standard output, and everything of `told` on standard error. */
function expectBadInput({ exitCode, stdout, stderr }: ProgramEnd, ...told: string[]): void {
  for (const text of told) expect(stderr).toContain(text);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
}

describe('discover, before it asks anything of an engine,', () => {
  beforeEach(() => write({ 'case/Dockerfile': 'FROM scratch\nCOPY big /\n', 'case/big': 'x'.repeat(2 * 2 ** 20) }));

  it('refuses a path that does not exist', async () => {
    expectBadInput(await runInProcess('discover', 'absent'), 'No such file or directory: absent');
  });

  it('refuses a corpus without a Dockerfile', async () => {
    await mkdir(join(directory, 'empty'));
    expectBadInput(await runInProcess('discover', 'empty'), 'empty', 'There is no Dockerfile in empty');
  });

  it('refuses a case.json that is not valid, naming the field', async () => {
    await write({ 'case/case.json': '{"title": "Case", "timeoutSeconds": "soon"}' });
    expectBadInput(await runInProcess('discover', 'case'), 'case/case.json: timeoutSeconds:');
  });

  it('refuses an unknown capability with the nearest name', async () => {
    expectBadInput(
      await runInProcess('discover', '--universe', 'CHOWN,SETGUID', 'case'),
      'SETGUID',
      'Did you mean SETGID?',
    );
    expectBadInput(await runInProcess('verify', '--caps', 'CHWON', 'case'), 'CHWON', 'Did you mean CHOWN?');
  });

  it('refuses a Dockerfile that does not parse, with the line', async () => {
    await write({ 'case/Dockerfile': 'FROM scratch\nRUNN true\n' });
    expectBadInput(await runInProcess('discover', 'case'), 'case/Dockerfile:2:', 'RUNN');
  });

  it('refuses a context above the limit, naming what is large', async () => {
    const ending = await runInProcess('discover', '--context-limit', '1', 'case');
    expectBadInput(ending, 'is larger than 1.0 MiB', 'big (2.0 MiB)', '.dockerignore');
  });

  it('refuses two builders', async () => {
    const ending = await runInProcess('discover', '--builder', 'executor:v1', '--executor-binary', 'case/big', 'case');
    expectBadInput(ending, '--builder and --executor-binary were both given');
  });

  it('refuses an executor that cannot be read', async () => {
    expectBadInput(
      await runInProcess('discover', '--executor-binary', 'absent', 'case'),
      'Cannot read the executor absent',
    );
  });

  it('refuses an unknown option, and points to the help', async () => {
    expectBadInput(await runInProcess('discover', '--executer', 'case'), "unknown option '--executer'", '--help');
  });

  it('refuses an engine of a kind that it does not know, and names those that it does', async () => {
    expectBadInput(await runInProcess('discover', '--engine', 'lxc', 'case'), '--engine', 'docker');
  });

  it('refuses a number that is none', async () => {
    for (const [option, value] of [
      ['--jobs', '0'],
      ['--confirm', '1.5'],
      ['--timeout', 'soon'],
      ['--seed', '-1'],
    ] as const) {
      expectBadInput(await runInProcess('discover', `${option}=${value}`, 'case'), option, 'whole number');
    }
  });

  it('refuses an exhaustive run over what the case does not have, or that never ends', async () => {
    const over = (...options: string[]) => runInProcess('discover', ...options, 'case');
    expectBadInput(await over('--over', 'CHOWN'), '--over was given without --exhaustive');
    expectBadInput(await over('--exhaustive', '--over', 'CHWON'), 'Unknown capability CHWON', 'Did you mean CHOWN?');
    expectBadInput(
      await over('--exhaustive', '--over', 'CHOWN,SYS_ADMIN'),
      '--over names SYS_ADMIN, which is not in play for case',
    );
    expectBadInput(await over('--exhaustive', '--universe', 'wide'), 'subsets', '--over');
  });

  it('refuses --resume together with paths', async () => {
    expectBadInput(await runInProcess('discover', '--resume', '.', 'case'), '--resume was given together with paths');
  });

  it('refuses to try a variation in a run that was begun without, and says what to do instead', async () => {
    await using run = await scriptedRun({ universe: setOf('CHOWN'), builds: buildsNeeding(setOf(), setOf('CHOWN')) });
    await runCases(run.settings);
    expectBadInput(
      await runInProcess('discover', '--resume', run.settings.directory, '--vary', 'redo'),
      'was started without --vary redo',
      `discover --vary redo --prior ${run.settings.directory}`,
    );
  });

  it('refuses to go on with a directory that holds no run', async () => {
    expectBadInput(await runInProcess('discover', '--resume', 'case'), 'There is no run in');
    expect(await readdir('case')).toEqual(['Dockerfile', 'big']);
  });

  it('refuses to mix a new run into the directory of another one', async () => {
    await using run = await scriptedRun({ universe: setOf('CHOWN'), builds: buildsNeeding(setOf(), setOf('CHOWN')) });
    await runCases(run.settings);
    const ending = await runInProcess('discover', '--out', run.settings.directory, 'case');
    expectBadInput(ending, 'already contains a run', `--resume ${run.settings.directory}`);
  });

  it('leaves no directory of a run behind when there is no engine', async () => {
    const { exitCode, stdout, stderr } = await runInProcess('discover', '--out', 'run', 'case');
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('unix:///nonexistent.sock');
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
    expect(await readdir('.')).toEqual(['case']);
  });
});

describe('decode', () => {
  it('prints what capsh --decode prints', async () => {
    expect(await runInProcess('decode', '00000000a80425fb')).toEqual({
      exitCode: 0,
      stdout:
        '0x00000000a80425fb=cap_chown,cap_dac_override,cap_fowner,cap_fsetid,cap_kill,cap_setgid,cap_setuid,cap_setpcap,' +
        'cap_net_bind_service,cap_net_raw,cap_sys_chroot,cap_mknod,cap_audit_write,cap_setfcap\n',
      stderr: '',
    });
    expect((await runInProcess('decode', '0')).stdout).toBe('0x0000000000000000=\n');
    expect((await runInProcess('decode', '0x20000000001')).stdout).toBe('0x0000020000000001=cap_chown,cap_41\n');
  });

  it('refuses what is no mask, and shows nothing hostile of it', async () => {
    expectBadInput(await runInProcess('decode', '\u001b[31mred'), '\\u001b[31mred is not a capability mask');
  });
});

describe('a saved run', () => {
  async function saved() {
    const run = await scriptedRun({
      universe: setOf('CHOWN', 'FSETID'),
      builds: buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID')),
    });
    await runCases(run.settings);
    return run;
  }

  it('is shown in each format', async () => {
    await using run = await saved();
    const { stdout, exitCode } = await runInProcess('report', run.settings.directory);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('CHOWN FSETID');
    expect((await runInProcess('report', '--format', 'text', run.settings.directory)).stdout).toContain('lost setgid');
    const json = (await runInProcess('report', '--format', 'json', join(run.settings.directory, 'record.json'))).stdout;
    expect(JSON.parse(json)).toMatchObject({ schemaVersion: 1, cases: [{ id: 'example' }] });
    expectBadInput(await runInProcess('report', '--format', 'pdf', run.settings.directory), 'table, text, json');
  });

  it('is compared with another one as a page, and in no format that shows one record', async () => {
    await using run = await saved();
    const { directory: record } = run.settings;
    const { stdout, exitCode } = await runInProcess('report', record, record, '--format', 'html');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('<h1>B needs the same as A in 1 case</h1>');
    await runInProcess('report', record, record, '--format', 'html=page.html');
    expect(await readFile('page.html', 'utf8')).toBe(stdout);
    expectBadInput(
      await runInProcess('report', record, record, '--format', 'sarif'),
      'The format sarif cannot show several records',
      'These can: table, text, json and html.',
    );
    expectBadInput(
      await runInProcess('report', record, record, record, '--format', 'html'),
      'The format html cannot show several records',
      'These can: table.',
    );
  });

  it('is accepted by verify-record as it was written', async () => {
    await using run = await saved();
    const ending = await runInProcess('verify-record', run.settings.directory);
    expect(ending).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^The record follows from its \d+ trials\.\nrecord {3}sha256:[0-9a-f]{64}\njournal {2}sha256:[0-9a-f]{64}\n$/,
      ),
      stderr: '',
    });
  });

  it('is rejected by verify-record when a set was altered, naming the case, and can be written anew', async () => {
    await using run = await saved();
    const file = join(run.settings.directory, 'record.json');
    const { stdout } = await runInProcess('report', '--format', 'json', file);
    await writeFile(file, stdout.replace(/("minimalSets": \[\s*\[\s*)"CHOWN",\s*"FSETID"/, '$1"CHOWN"'));
    const rejected = await runInProcess('verify-record', run.settings.directory);
    expect(rejected).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('record.json: cases[0].faithful.minimalSets[0][1] was removed: "FSETID"'),
    });
    expect((await runInProcess('verify-record', '--write', run.settings.directory)).exitCode).toBe(0);
    expect((await runInProcess('verify-record', run.settings.directory)).exitCode).toBe(0);
  });

  it.each([
    ['is cut short', '{"schemaVersion": 1', 'is not JSON'],
    ['is of a later schema', '{"schemaVersion": 2}', 'has schema version 2'],
    ['lacks a field', '{"schemaVersion": 1, "tool": {"name": "kaniko-caps"}}', 'tool.version'],
  ])('is refused when its record %s', async (_, content, message) => {
    await writeFile('record.json', content);
    expectBadInput(await runInProcess('report', 'record.json'), 'record.json', message);
  });

  it('is refused when there is none', async () => {
    expectBadInput(await runInProcess('report', 'absent'), 'Cannot read the record absent', 'Give a record.json');
    expectBadInput(await runInProcess('verify-record', 'absent'), 'There is no run in');
  });
});

describe('the program', () => {
  it('tells its version and its help on standard output', async () => {
    expect(await runInProcess('--version')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    const help = await runInProcess('discover', '--help');
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    for (const option of ['--universe', '--resume', '--out', '--json']) expect(help.stdout).toContain(option);
  });

  it('says that there is no such command', async () => {
    expectBadInput(await runInProcess('discovr'), "unknown command 'discovr'", 'discover');
  });
});

describe('guess', () => {
  const setgid = 'FROM busybox:1\nRUN chgrp 42 /tool && chmod 2755 /tool\n';

  it('says what a Dockerfile probably needs and why, without an engine', async () => {
    await write({ 'case/Dockerfile': setgid });
    const { exitCode, stdout, stderr } = await runInProcess('guess', 'case');
    expect(stdout).toContain('case  probably needs  CHOWN FOWNER FSETID\n  for exit code 0  CHOWN FOWNER\n');
    expect(stdout).toMatch(/^ {2}FSETID: chmod 2755 \/tool \(line 2\), .*needed in \d+ of \d+ recorded findings$/m);
    expect(stderr).toContain('This is a guess. Nothing was tried');
    expect(exitCode).toBe(0);
  });

  it('goes by an earlier record of the same case', async () => {
    const needed = { complete: true, minimalSets: [['KILL']], maximalFailingSets: [['CHOWN']] };
    const record = recordOf([
      caseOf({
        id: 'case',
        universe: ['CHOWN', 'KILL'],
        faithful: needed,
        exitZero: needed,
        losses: [],
        trials: { ...caseOf().trials, all: [] },
      }),
    ]);
    await write({ 'case/Dockerfile': setgid, 'run/record.json': JSON.stringify(shownRecord(record)) });
    const { stdout } = await runInProcess('guess', '--prior', 'run', 'case');
    expect(stdout).toMatch(/^case {2}probably needs {2}KILL, or else /);
    expect(stdout).toMatch(/^ {2}KILL: found before with kaniko v1\.24\.0, in run-/m);
  });

  it('shows what a Dockerfile writes as text, not as an escape sequence', async () => {
    await write({ 'case/Dockerfile': 'FROM scratch\nRUN chown app /\u001b[2J\n' });
    const { stdout } = await runInProcess('guess', 'case');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('chown app /\\u001b[2J');
  });

  it('refuses a prior that is no record', async () => {
    await write({ 'case/Dockerfile': setgid, 'record.json': '{}' });
    expectBadInput(await runInProcess('guess', '--prior', 'record.json', 'case'), 'record.json is not a valid record');
  });
});
