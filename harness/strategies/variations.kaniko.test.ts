import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { readRecord } from '../runs/read-record.ts';
import { startProgram } from '../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { describeWithExecutors } from '../testing/programs/test-executors.ts';
import { ACCEPTED, recheckCertificate } from '../testing/simulated/recheck-certificate.ts';
import type { Variation } from '../vocabulary/variation.ts';

const RUN_DEADLINE_MS = 300_000;

await describeWithExecutors('variations with the Kaniko executor %s', ['auxiliary'], ({ options }) => {
  let scratch: Scratch;
  let record: RunRecord;
  beforeAll(async () => {
    scratch = await openScratch();
    const paths = ['copy-from-scratch', 'setgid-foreign-group', 'setuid-program'].map((id) => `dockerfiles/${id}`);
    const args = [
      'discover',
      ...options,
      '--vary',
      'owner,no-new-privileges',
      '--audit',
      'off',
      '--out',
      scratch.path('run'),
      ...paths,
    ];
    const { exitCode, stdout, stderr } = await startProgram(args, { deadlineMs: RUN_DEADLINE_MS }).ended;
    expect(exitCode, stdout + stderr).toBe(0);
    record = await readRecord(scratch.path('run'));
  }, RUN_DEADLINE_MS);
  afterAll(() => scratch.remove());

  const findingOf = (id: string, name: Variation) => caseOf(id)?.variations.find(({ variation }) => variation === name);
  const setsOf = (id: string) => findingOf(id, 'no-new-privileges')?.sets;
  const caseOf = (id: string): CaseRecord | undefined => record.cases.find((one) => one.id === id);

  it('find that a copy of a file of another user takes more, and exactly what', () => {
    const { sets, answer } = findingOf('copy-from-scratch', 'owner') ?? {};
    expect(sets).toMatchObject([{ set: [], verdict: 'failed' }]);
    expect(answer?.complete).toBe(true);
    expect(answer?.minimalSets).toHaveLength(1);
    expect(answer?.minimalSets[0]).toContain('FOWNER');
  });

  it('keep a build working that changes the owner and the mode of a file', () => {
    expect(setsOf('setgid-foreign-group')).toMatchObject([
      { set: ['CHOWN', 'FOWNER', 'FSETID'], verdict: 'faithful', shown: [] },
    ]);
  });

  it('break a build that becomes root by a set-uid program, and leaves its answer proven', () => {
    const one = caseOf('setuid-program');
    expect(setsOf('setuid-program')).toMatchObject([
      { verdict: 'failed', shown: ['su: must be suid to work properly'], set: one?.faithful.minimalSets[0] },
    ]);
    expect(findingOf('setuid-program', 'no-new-privileges')?.answer).toMatchObject({
      complete: true,
      minimalSets: [],
    });
    expect(one).toMatchObject({ status: 'proven', flaky: [], violations: [] });
    for (const each of record.cases) {
      expect(recheckCertificate(each, 'faithful', record.run.policy.confirm)).toEqual(ACCEPTED);
    }
  });

  it('have no-new-privileges as the kernel shows it in those trials, and in no other', () => {
    const trials = record.cases.flatMap((one) => one.trials.all);
    expect(trials.map(({ noNewPrivileges }) => noNewPrivileges)).toEqual(
      trials.map(({ variation }) => variation === 'no-new-privileges'),
    );
  });
});
