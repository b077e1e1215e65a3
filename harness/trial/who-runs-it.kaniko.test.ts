import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunRecord } from '../record/record.ts';
import { readRecord } from '../runs/read-record.ts';
import { type ProgramEnding, startProgram } from '../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { describeWithExecutors } from '../testing/programs/test-executors.ts';

const RUN_DEADLINE_MS = 120_000;
const CANARY = 's3cr3t-canary/4711';

await describeWithExecutors('who runs the Kaniko executor %s', ['auxiliary'], ({ name, options }) => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await openScratch();
  });
  afterAll(() => scratch.remove());

  /** Builds with everything granted, and gives what the program said and what it kept. */
  async function verified(run: string, args: readonly string[]): Promise<ProgramEnding & { record?: RunRecord }> {
    const all = ['verify', ...options, '--caps', 'none', '--confirm', '1', '--out', scratch.path(run), ...args];
    const ended = await startProgram(all, { deadlineMs: RUN_DEADLINE_MS, environment: { TOKEN: CANARY } }).ended;
    const record = await readRecord(scratch.path(run)).catch(() => undefined);
    return record === undefined ? ended : { ...ended, record };
  }

  it('fails as another user at the instruction that writes the first file', {
    timeout: RUN_DEADLINE_MS,
  }, async () => {
    const path = await scratch.writeCase('copy', ['FROM scratch', 'COPY f /f'], { f: 'hello' });
    const { record, stderr } = await verified('copy-run', ['--user', '1000', path]);
    const [one] = record?.cases ?? [];
    expect(one?.referenceFailure, stderr).toMatchObject({
      instruction: { line: 2, text: 'COPY f /f' },
      message: expect.stringContaining('permission denied'),
    });
    expect(one?.trials.all[0]).toMatchObject({ ranAs: '1000:0' });
  });

  it('builds as another user what only changes metadata', { timeout: RUN_DEADLINE_MS }, async () => {
    const path = await scratch.writeCase('metadata', ['FROM scratch', 'ENV A=b']);
    const { record, stderr } = await verified('metadata-run', ['--user', '1000:1000', path]);
    expect(record?.cases[0]?.referenceFailure, stderr).toBeNull();
    expect(record?.cases[0]?.trials.all.map(({ verdict, ranAs }) => [verdict, ranAs])).toContainEqual([
      'faithful',
      '1000:1000',
    ]);
  });

  it('runs without a filter and under a profile where that is asked for', { timeout: RUN_DEADLINE_MS }, async () => {
    const path = await scratch.writeCase('filtered', ['FROM scratch', 'COPY f /f'], { f: 'hello' });
    const profile = scratch.path('no-chown.json');
    const rule = { names: ['chown', 'fchown', 'fchownat', 'lchown'], action: 'SCMP_ACT_ERRNO', errnoRet: 1 };
    await writeFile(profile, JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls: [rule] }));
    const free = await verified('unconfined-run', ['--seccomp', 'unconfined', '--no-new-privileges', path]);
    expect(free.record?.cases[0]?.trials.all[0]).toMatchObject({
      seccomp: 0,
      noNewPrivileges: true,
      verdict: 'faithful',
    });
    const refused = await verified('profile-run', ['--seccomp', profile, path]);
    expect(refused.record?.cases[0]?.trials.all[0]).toMatchObject({ seccomp: 2, verdict: 'failed' });
  });

  it('keeps a secret out of all that is kept, or says that it takes none', { timeout: RUN_DEADLINE_MS }, async () => {
    const path = await scratch.writeCase('secret', [
      'FROM busybox:stable',
      'RUN --mount=type=secret,id=npm,required=true set -x; A=$(cat /run/secrets/npm); echo "$A" | base64; exit 3',
    ]);
    const { record, stdout, stderr } = await verified('secret-run', ['--secret', 'id=npm,env=TOKEN', path]);
    if (record === undefined) {
      expect(stderr).toContain('cannot be given secrets, and secret has some: npm [EXECUTOR_UNSUITABLE]');
      return;
    }
    expect(record.cases[0]?.referenceFailure?.log.join('\n'), name).toContain('***');
    const entries = await readdir(scratch.path('secret-run'), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const kept = await Promise.all(files.map((file) => readFile(file, 'latin1')));
    for (const text of [...kept, stdout, stderr]) {
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain(Buffer.from(CANARY).toString('base64').replace(/=+$/, ''));
    }
  });
});
