import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { shownRecord } from '../../testing/examples/shown-record.ts';
import { runInProcess } from '../../testing/programs/run-in-process.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';

const [OLD, NEW] = ['results/google-v1.9.1', 'results/google-v1.24.0'];
const CHANGED = 'workdir-after-user';
const ANOTHER_IMAGE = new RegExp(
  `^B builds a different image even with everything granted in 1 of \\d+ cases: ${CHANGED}\\.$`,
  'm',
);

describe('comparing what is kept', () => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await openScratch();
    await copyFile(`${OLD}/record.json`, scratch.path('old.json'));
    await copyFile(`${NEW}/record.json`, scratch.path('new.json'));
  });
  afterAll(() => scratch.remove());

  it('finds in the recorded runs what Kaniko v1.24.0 changed, and shows what differs in the images', async () => {
    const { exitCode, stdout } = await runInProcess('compare', OLD, NEW);
    expect(exitCode).toBe(1);
    const [needs, image] = stdout.split('\n');
    expect(needs).toMatch(new RegExp(`^B needs more in 1 of \\d+ cases: ${CHANGED}\\.$`));
    expect(image).toMatch(ANOTHER_IMAGE);
    expect(stdout).toMatch(
      /nothing works in A \(t\d+\) and fails in B \(t\d+, t\d+\): creating workdir \/app: chown \/app:/,
    );
    expect(stdout).toContain('/app is owned by 1000:1000 instead of 0:0');
  });

  it('finds the same in record files alone, and tells how to see what differs in the images', async () => {
    const { exitCode, stdout } = await runInProcess('compare', scratch.path('old.json'), scratch.path('new.json'));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(ANOTHER_IMAGE);
    expect(stdout).toContain('To see what differs, compare the directories of both runs');
    expect(stdout).not.toContain('not known whether');
  });

  it('finds nothing between a run and itself', async () => {
    const record = scratch.path('same.json');
    await writeFile(record, JSON.stringify(shownRecord(recordOf([caseOf({ referenceImage: 'a'.repeat(64) })]))));
    expect(await runInProcess('compare', record, record)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^No difference in 1 case\.\n/),
    });
  });

  it('ends with 4 where a set both served and failed, if that is asked for', async () => {
    const record = scratch.path('flaky.json');
    const flaky = { answer: 'faithful' as const, set: ['CHOWN', 'FOWNER', 'FSETID'], passes: 1, failures: 1 };
    await writeFile(
      record,
      JSON.stringify(shownRecord(recordOf([caseOf({ flaky: [flaky], referenceImage: 'a'.repeat(64) })]))),
    );
    expect(await runInProcess('compare', record, record)).toMatchObject({ exitCode: 0 });
    expect(await runInProcess('compare', record, record, '--fail-on-flaky')).toMatchObject({ exitCode: 4 });
  });

  it('prints the documented shape with --json, and nothing else', async () => {
    const { stdout } = await runInProcess('compare', OLD, NEW, '--json');
    const { before, after, cases } = JSON.parse(stdout);
    expect([before.version, after.version]).toEqual(['v1.9.1', 'v1.24.0']);
    const changed = cases.find(({ id }: { id: string }) => id === CHANGED);
    expect(changed).toMatchObject({
      kind: 'compared',
      faithful: {
        relation: 'needs-more',
        before: [[]],
        after: [['CHOWN', 'FOWNER']],
        witnesses: [
          { serves: 'before', set: [], silent: false, failing: [expect.stringMatching(/^t\d+$/), expect.any(String)] },
        ],
      },
      losses: [],
      image: { kind: 'differs', differences: ['/app is owned by 1000:1000 instead of 0:0'] },
    });
  });

  it('refuses a record beside an executor, and records together with paths', async () => {
    const executor = 'ghcr.io/osscontainertools/kaniko:v1.28.3';
    expect(await runInProcess('compare', OLD, executor)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`${OLD} is a record, but ${executor} is not`),
    });
    expect(await runInProcess('compare', OLD, NEW, 'dockerfiles')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Leave the paths out'),
    });
  });

  it('names a record that was cut short, and the field that is wrong, with the way out', async () => {
    const text = await readFile(scratch.path('old.json'), 'utf8');
    await writeFile(scratch.path('short.json'), text.slice(0, 5_000));
    const short = await runInProcess('compare', scratch.path('short.json'), NEW);
    expect(short.exitCode).toBe(2);
    expect(short.stderr).toMatch(/short\.json:\d+:\d+: the record is not JSON: .*\n.*verify-record DIRECTORY --write/);
    await writeFile(scratch.path('wrong.json'), text.replace('"status": "proven"', '"status": "sure"'));
    const wrong = await runInProcess('compare', NEW, scratch.path('wrong.json'));
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toMatch(/wrong\.json is not a valid record: cases\[\d+\]\.status/);
  });
});
