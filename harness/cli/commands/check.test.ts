import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LockFile } from '../../lock/lock-file.ts';
import { lockRecord } from '../../lock/lock-record.ts';
import { serializeLock } from '../../lock/serialize-lock.ts';
import type { RunRecord } from '../../record/record.ts';
import { readUncheckedRecord } from '../../runs/read-record.ts';
import { caseOf, lossOf, partialCase, recordOf, trialOf } from '../../testing/examples/records.ts';
import { shownRecord } from '../../testing/examples/shown-record.ts';
import { runInProcess } from '../../testing/programs/run-in-process.ts';
import { lockPath } from '../../use-cases/locked/read-lock.ts';

let directory = '';
let lockFile = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'check-'));
  lockFile = join(directory, 'capabilities.lock.json');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function lock(record: RunRecord, changes: (lock: LockFile) => LockFile = (one) => one): Promise<string> {
  const { proofs, cases } = lockRecord(record, (one) => lockPath(lockFile, one));
  const text = serializeLock(changes({ schemaVersion: 1, proofs, cases, exceptions: [] }));
  await writeFile(lockFile, text);
  return text;
}

async function run(record: RunRecord): Promise<string> {
  const place = join(directory, 'run');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'record.json'), JSON.stringify(shownRecord(record)));
  return place;
}

/** The day that comes so many days after today: `2027-01-31`. */
const daysAhead = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const check = (...options: string[]) => runInProcess('check', '--lock', lockFile, ...options);

const needingMore = caseOf({
  faithful: {
    complete: true,
    minimalSets: [['CHOWN', 'FOWNER', 'FSETID']],
    maximalFailingSets: [
      ['CHOWN', 'FOWNER'],
      ['CHOWN', 'FSETID'],
      ['FOWNER', 'FSETID'],
    ],
  },
  losses: [...caseOf().losses, lossOf({ capability: 'FOWNER', set: ['CHOWN', 'FSETID'] })],
  trials: {
    ...caseOf().trials,
    all: [
      trialOf({ id: 't0001', set: ['CHOWN', 'FOWNER', 'FSETID'] }),
      trialOf({ id: 't0007', verdict: 'degraded', shown: ['<no>'] }),
    ],
  },
});

describe('check', () => {
  it('says that all is as locked, and writes nothing into the lock file', async () => {
    const before = await lock(recordOf([caseOf()]));
    const { exitCode, stdout, stderr } = await check('--record', await run(recordOf([caseOf()])));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^The one case needs what .*capabilities\.lock\.json says\.$/m);
    expect(await readFile(lockFile, 'utf8')).toBe(before);
  });

  it('fails where more is needed, and writes each report that was asked for', async () => {
    await lock(recordOf([caseOf()]));
    const formats = ['json', 'markdown', 'junit', 'sarif', 'github', 'codequality'];
    const files = formats.flatMap((format) => ['--format', `${format}=${join(directory, format)}`]);
    const { exitCode, stdout } = await check('--record', await run(recordOf([needingMore])), ...files);
    const written = async (format: string): Promise<string> => readFile(join(directory, format), 'utf8');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('1 of 1 case needs more than');
    const file = 'dockerfiles/setgid-foreign-group/Dockerfile';
    expect(JSON.parse(await written('json'))).toMatchObject({
      exitCode: 1,
      cases: [{ file, changes: [{ kind: 'needs-more', line: 2 }] }],
    });
    expect(await written('github')).toMatch(`::error file=${file},line=2,title=Needs more capabilities::`);
    expect(JSON.parse(await written('sarif')).runs[0]).toMatchObject({
      automationDetails: { id: expect.stringContaining('kaniko-caps-check/') },
      results: [
        { ruleId: 'needs-more', level: 'error', locations: [{ physicalLocation: { region: { startLine: 2 } } }] },
      ],
    });
    expect(JSON.parse(await written('codequality'))).toMatchObject([
      { check_name: 'kaniko-caps/needs-more', location: { path: file, lines: { begin: 2 } } },
    ]);
    const junit = new XMLParser({ ignoreAttributes: false }).parse(await written('junit'));
    expect(junit.testsuites).toMatchObject({ '@_failures': '1', '@_errors': '0' });
    expect(junit.testsuites.testsuite.testcase.failure['@_type']).toBe('needs-more');
    const markdown = await written('markdown');
    expect(markdown).toContain('needs more than');
    expect(markdown).not.toContain('<no>');
  });

  it('writes the SARIF of a shard into a category of its own, named as asked', async () => {
    await lock(recordOf([caseOf()]));
    const sarif = join(directory, 'sarif');
    const id = async (shard: string, ...options: string[]): Promise<string> => {
      const record = recordOf([caseOf()]);
      const place = await run({ ...record, run: { ...record.run, shard } });
      await check('--record', place, '--format', `sarif=${sarif}`, ...options);
      return JSON.parse(await readFile(sarif, 'utf8')).runs[0].automationDetails.id;
    };
    expect(await id('2/3')).toMatch(/^kaniko-caps-check\/shard-2\/run-/);
    expect(await id('3/3', '--sarif-category', 'arm64')).toMatch(/^arm64\/shard-3\/run-/);
  });

  it.each([
    [['--sarif-category', 'a/'], 'It must be words of letters'],
    [['--sarif-category', 'a'], '--sarif-category was given without --format sarif'],
  ])('refuses the category of %j', async (options, message) => {
    await lock(recordOf([caseOf()]));
    const { exitCode, stdout, stderr } = await check('--record', await run(recordOf([caseOf()])), ...options);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('names no directory of this machine where others read it', async () => {
    await lock(recordOf([caseOf()]));
    const record = await run(recordOf([needingMore]));
    for (const format of ['markdown', 'step-summary', 'junit', 'sarif', 'github', 'codequality']) {
      const { exitCode, stdout } = await check('--record', record, '--format', format);
      expect(exitCode).toBe(1);
      expect(stdout, format).not.toContain(directory);
    }
    const { stdout } = await check('--record', record, '--format', 'markdown');
    expect(stdout).toContain('needs more than capabilities.lock.json allows');
    expect(stdout).toContain('kaniko-caps update --record run');
    // Whoever sits at this machine can paste the command.
    expect((await check('--record', record)).stdout).toContain(`--record ${record}`);
  });

  it('prints JSON and nothing else where asked', async () => {
    await lock(recordOf([caseOf()]));
    const { stdout } = await check('--record', await run(recordOf([caseOf()])), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 0, headlines: [], cases: [{ changes: [] }] });
  });

  it('is an error in JUnit, and exit code 3, where there is no verdict', async () => {
    await lock(recordOf([caseOf()]));
    const { exitCode, stdout } = await check('--record', await run(recordOf([partialCase()])), '--format', 'junit');
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/<testsuites [^>]*failures="0" errors="1"/);
  });

  it('is skipped in JUnit, and told nowhere as a finding, while an exception tolerates it', async () => {
    const exception = {
      accepts: 'needs-more',
      reason: 'ticket 7',
      owner: 'team-build',
      expires: daysAhead(30),
    } as const;
    await lock(recordOf([caseOf()]), (one) => ({
      ...one,
      exceptions: Object.keys(one.cases).map((path) => ({ ...exception, case: path })),
    }));
    const record = await run(recordOf([needingMore]));
    const { exitCode, stdout } = await check('--record', record, '--format', 'junit');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/<skipped type="needs-more" message="[^"]*ticket 7/);
    expect((await check('--record', record, '--format', 'github')).stdout.trim()).toBe('');
  });

  it('refuses an exception for more than a year, before anything is judged', async () => {
    const exception = { accepts: 'needs-more', reason: 'r', owner: 'o', expires: daysAhead(400) } as const;
    await lock(recordOf([caseOf()]), (one) => ({
      ...one,
      exceptions: Object.keys(one.cases).map((path) => ({ ...exception, case: path })),
    }));
    const { exitCode, stdout, stderr } = await check('--record', await run(recordOf([caseOf()])));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`exceptions[0].expires: ${daysAhead(400)} is more than a year ahead [BAD_LOCK_FILE]`);
  });

  it('ends with 4 for a flaky case where asked, and with 1 for any difference with --strict', async () => {
    await lock(recordOf([caseOf()]));
    const flaky = [{ answer: 'faithful' as const, set: ['CHOWN', 'FOWNER'], passes: 1, failures: 1 }];
    const less = { complete: true, minimalSets: [['CHOWN']], maximalFailingSets: [['FOWNER', 'FSETID']] };
    const record = await run(recordOf([caseOf({ flaky, faithful: less })]));
    expect((await check('--record', record)).exitCode).toBe(0);
    expect((await check('--record', record, '--fail-on-flaky')).exitCode).toBe(4);
    expect((await check('--record', record, '--fail-on-flaky', '--strict')).exitCode).toBe(1);
  });

  it('tells of a locked Dockerfile that is gone, without an engine where nothing else is asked for', async () => {
    await lock(recordOf([caseOf({ dockerfile: 'dockerfiles/was-here/Dockerfile' })]));
    const { exitCode, stdout } = await check();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('has no Dockerfile: ');
    expect((await check('dockerfiles/was-here')).exitCode).toBe(1);
  });

  it('judges only the cases of a saved run that the paths name', async () => {
    const other = caseOf({ id: 'copy-chown', dockerfile: 'dockerfiles/copy-chown/Dockerfile' });
    await lock(recordOf([caseOf(), other]));
    const record = await run(recordOf([needingMore, other]));
    expect((await check('--record', record, 'dockerfiles/copy-chown')).exitCode).toBe(0);
    expect((await check('--record', record)).exitCode).toBe(1);
  });

  it('shows what differs in the images where the locked run is at hand', async () => {
    const [before, after] = ['results/google-v1.24.0', 'results/osscontainertools-v1.28.3'];
    await lock(await readUncheckedRecord(before));
    const { exitCode, stdout } = await check('--record', after, '--prior', before);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^6 of \d+ cases need more than .*: cache-mount-of-user, chown-fails-unnoticed, chown-that-hurts, copy-after-user, find-exec-chown and hard-link-to-foreign-file\.$/m,
    );
    expect(stdout).toMatch(/what differs in the images with everything granted:\n {2}\/ is missing from a layer/);
  });

  it.each([
    [['--record', 'results/google-v1.24.0', '--shard', '1/2'], '--shard has no effect beside --record'],
    [['--record', 'results/google-v1.24.0', 'dockerfiles/none'], 'has no case of dockerfiles/none'],
    [['--record', 'results/google-v1.24.0', '--prior', 'results/nothing'], 'Cannot read the record results/nothing'],
    [['--format', 'jnit'], 'There is no format jnit'],
    [['dockerfiles/no-such-case'], 'No such file or directory: dockerfiles/no-such-case'],
  ])('refuses %j', async (options, message) => {
    await lock(recordOf([caseOf()]));
    const { exitCode, stdout, stderr } = await check(...options);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('names the way out where there is no lock file', async () => {
    const { exitCode, stderr } = await check();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('There is no lock file');
    expect(stderr).toContain('kaniko-caps update');
  });
});
