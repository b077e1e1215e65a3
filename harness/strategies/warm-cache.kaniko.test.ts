import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { readRecord } from '../runs/read-record.ts';
import { startProgram } from '../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { describeWithExecutors } from '../testing/programs/test-executors.ts';
import { ACCEPTED, recheckCertificate } from '../testing/simulated/recheck-certificate.ts';

const RUN_DEADLINE_MS = 300_000;

await describeWithExecutors('both caches with the Kaniko executor %s', ['auxiliary'], ({ options }) => {
  let scratch: Scratch;
  let record: RunRecord;
  beforeAll(async () => {
    scratch = await openScratch();
    const paths = ['user-and-run', 'swallowed-failure', 'not-reproducible'].map((name) => `dockerfiles/${name}`);
    const args = ['discover', ...options, '--cache', 'both', '--audit', 'off', '--vary', 'none', '--jobs', '2'];
    const run = startProgram([...args, '--out', scratch.path('run'), ...paths], { deadlineMs: RUN_DEADLINE_MS });
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode, stdout + stderr).toBe(0);
    record = await readRecord(scratch.path('run'));
  }, RUN_DEADLINE_MS);
  afterAll(() => scratch.remove());

  const caseOf = (id: string): CaseRecord | undefined => record.cases.find((one) => one.id === id);

  it('becomes no other user where the layer of the command is in the cache', () => {
    const cold = caseOf('user-and-run.cold-cache')?.faithful.minimalSets ?? [];
    expect(cold).toEqual([expect.arrayContaining(['SETGID', 'SETUID'])]);
    expect(caseOf('user-and-run.warm-cache')?.faithful.minimalSets).toEqual([['CHOWN', 'FOWNER']]);
    expect(record.together?.[0]).toMatchObject({ dockerfile: 'dockerfiles/user-and-run/Dockerfile', faithful: cold });
  });

  it('shows no build the layer that another one lost something of in silence', () => {
    const cold = caseOf('swallowed-failure.cold-cache');
    expect(cold).toMatchObject({ status: 'proven', flaky: [], violations: [] });
    expect(cold?.faithful.minimalSets).toEqual([expect.arrayContaining(['MKNOD'])]);
    expect(caseOf('swallowed-failure.warm-cache')).toMatchObject({ status: 'proven', flaky: [], violations: [] });
  });

  it('does not take what varies between two caches for a loss', () => {
    const warm = caseOf('not-reproducible.warm-cache');
    expect(warm?.masked.map(({ path, field }) => [path, field])).toEqual([['random', 'content']]);
    expect(warm).toMatchObject({ status: 'proven', flaky: [] });
  });

  it('is proven by trials that started from one cache, and fills decide nothing', () => {
    for (const one of record.cases) {
      expect(recheckCertificate(one, 'faithful', record.run.policy.confirm)).toEqual(ACCEPTED);
      const fills = one.trials.all.filter(({ purpose }) => purpose === 'fill');
      expect(fills).toHaveLength(one.configuration.cache === 'warm' ? 2 : 0);
      expect(one.trials.count).toBe(one.trials.all.length - fills.length);
    }
  });
});
