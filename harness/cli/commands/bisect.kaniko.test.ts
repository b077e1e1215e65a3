import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { startProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { findTestExecutors } from '../../testing/programs/test-executors.ts';

const noEngine = await reasonToSkip('auxiliary');
const executors = noEngine === undefined ? await findTestExecutors() : [];
const reason = noEngine ?? (executors.length < 2 ? 'fewer than two executors given' : undefined);

/** A version of Kaniko that gives the working directory to the user needs more for this than one that leaves it to root. */
const CASES = ['dockerfiles/workdir-after-user', 'dockerfiles/copy-chown'];

interface Bisected {
  readonly executors: readonly string[];
  readonly cases: readonly {
    readonly id: string;
    readonly result: 'changed' | 'unchanged' | 'no-verdict';
    readonly last: string;
    readonly first: string;
    readonly answers: readonly {
      readonly executor: string;
      readonly faithful: readonly (readonly string[])[];
      readonly exitZero: readonly (readonly string[])[];
    }[];
  }[];
}

describe.skipIf(reason !== undefined)(`bisecting Kaniko executors (${reason ?? 'available'})`, () => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await openScratch();
  });
  afterAll(() => scratch.remove());

  it('reports neighbours that really differ, and the same at both ends only where it is', {
    timeout: 600_000,
  }, async () => {
    const names = executors.map(({ options }) => options[1] ?? '');
    const list = ['--from', names[0] ?? '', '--between', names.slice(1, -1).join(','), '--to', names.at(-1) ?? ''];
    const args = ['bisect', ...list, ...CASES, '--json', '--out', scratch.path('bisected')];
    const { exitCode, stdout, stderr } = await startProgram(args, { deadlineMs: 590_000 }).ended;
    expect([0, 1], stderr).toContain(exitCode);
    const { cases, executors: told } = JSON.parse(stdout) as Bisected;
    expect(told).toEqual(names);
    expect(cases.map(({ id }) => id)).toEqual(['workdir-after-user', 'copy-chown']);
    for (const { result, last, first, answers } of cases) {
      expect(answers.length).toBeLessThanOrEqual(Math.ceil(Math.log2(names.length)) + 2);
      const answerOf = (name: string): string => {
        const found = answers.find(({ executor }) => executor === name);
        return JSON.stringify([found?.faithful, found?.exitZero]);
      };
      if (result === 'changed') {
        expect(names.indexOf(first)).toBe(names.indexOf(last) + 1);
        expect(answerOf(first)).not.toBe(answerOf(last));
      } else expect(answerOf(names[0] ?? '')).toBe(answerOf(names.at(-1) ?? ''));
    }
  });
});
