import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { readRecord } from '../runs/read-record.ts';
import { reasonToSkip } from '../testing/programs/docker-fixture.ts';
import { startProgram } from '../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { findTestExecutors } from '../testing/programs/test-executors.ts';
import { recheckCertificate } from '../testing/simulated/recheck-certificate.ts';

const reason = await reasonToSkip('auxiliary');
const executors = reason === undefined ? await findTestExecutors() : [];
/** Stands in the titles of the skipped tests where there is no executor. */
const NONE = { name: '(none given: see "Testing against executors" in CONTRIBUTING.md)', options: [] };
const tested = executors.length === 0 ? [NONE] : executors;

const RUN_DEADLINE_MS = 300_000;

describe.skipIf(executors.length === 0).each(tested.map(({ name, options }) => [name, options] as const))(
  'no-new-privileges with the Kaniko executor %s',
  (_, options) => {
    let scratch: Scratch;
    let record: RunRecord;
    beforeAll(async () => {
      scratch = await openScratch();
      const paths = ['dockerfiles/setgid-foreign-group', 'dockerfiles/setuid-program'];
      const args = [
        'discover',
        ...options,
        '--vary',
        'no-new-privileges',
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

    const setsOf = (id: string) => caseOf(id)?.variations.flatMap(({ sets }) => sets);
    const caseOf = (id: string): CaseRecord | undefined => record.cases.find((one) => one.id === id);

    it('serves a build that changes the owner and the mode of a file', () => {
      expect(setsOf('setgid-foreign-group')).toMatchObject([
        { set: ['CHOWN', 'FOWNER', 'FSETID'], verdict: 'faithful', shown: [] },
      ]);
    });

    it('breaks a build that becomes root by a set-uid program, and leaves its answer proven', () => {
      const one = caseOf('setuid-program');
      expect(setsOf('setuid-program')).toMatchObject([
        { verdict: 'failed', shown: ['su: must be suid to work properly'], set: one?.faithful.minimalSets[0] },
      ]);
      expect(one?.variations[0]?.answer).toMatchObject({ complete: true, minimalSets: [] });
      expect(one).toMatchObject({ status: 'proven', flaky: [], violations: [] });
      for (const each of record.cases) {
        expect(recheckCertificate(each, 'faithful', record.run.policy.confirm)).toEqual({ accepted: true });
      }
    });

    it('is what the kernel shows of those trials, and of no other', () => {
      const trials = record.cases.flatMap((one) => one.trials.all);
      expect(trials.map(({ noNewPrivileges }) => noNewPrivileges)).toEqual(
        trials.map(({ variation }) => variation === 'no-new-privileges'),
      );
    });
  },
);
