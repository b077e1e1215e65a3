import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setOf } from '../../capabilities/capability-set.ts';
import { runCases } from '../../discovery/run-cases.ts';
import type { RunRecord } from '../../record/record.ts';
import { readRecord } from '../../runs/read-record.ts';
import { UNAUDITED } from '../../testing/examples/plans.ts';
import { runInProcess } from '../../testing/programs/run-in-process.ts';
import { buildsNeeding, type ScriptedRun, scriptedRun } from '../../testing/scripted/scripted-run.ts';

const DOCKERFILE = 'FROM base:1\nRUN chmod 2755 /tool\n';
/** The third shard has no case left. */
const SPLIT = [['b'], ['a', 'c'], []];
const ALL = ['a', 'b', 'c'].map((id) => ({ case: id, sha256: `digest of ${id}` }));

describe('merging shards', () => {
  let run: ScriptedRun;
  let whole: RunRecord;
  let shards: string[];
  beforeEach(async () => {
    run = await scriptedRun({
      dockerfiles: { a: DOCKERFILE, b: DOCKERFILE, c: DOCKERFILE },
      builds: buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID')),
      universe: setOf('CHOWN', 'FOWNER', 'FSETID'),
      question: { policy: { ...UNAUDITED, variations: ['no-new-privileges'] } },
    });
    whole = await runCases(run.settings);
    shards = SPLIT.map((_, position) => join(run.root, `shard${position + 1}`));
    for (const [position, own] of SPLIT.entries()) {
      await runCases({
        ...run.settings,
        run: `run-${position + 2}`,
        directory: shards[position] ?? '',
        plan: { ...run.settings.plan, shard: { index: position + 1, of: SPLIT.length, all: ALL, own } },
      });
    }
  });
  afterEach(() => run[Symbol.asyncDispose]());

  const out = (): string => join(run.root, 'merged');
  const merge = (directories: readonly string[] = shards) => runInProcess('merge', ...directories, '--out', out());

  it('gives what the unsharded run gave, and a directory that can be checked as any other', async () => {
    expect(await merge(shards.toReversed())).toMatchObject({ exitCode: 0 });
    const merged = await readRecord(out());
    expect(merged.cases.map(answerOf)).toEqual(whole.cases.map(answerOf));
    expect(merged.profile).toEqual(whole.profile);
    expect(merged.run).toMatchObject({ status: 'complete', trials: whole.run.trials });
    expect(await runInProcess('verify-record', out())).toMatchObject({ exitCode: 0 });
  });

  it('makes a directory for its owner alone, and leaves one that is there as it is', async () => {
    await merge();
    const modes = async (): Promise<number[]> => {
      const paths = [out(), join(out(), 'fingerprints'), join(out(), 'journal.jsonl'), join(out(), 'record.json')];
      return Promise.all(paths.map(async (path) => (await stat(path)).mode & 0o777));
    };
    expect(await modes()).toEqual([0o700, 0o700, 0o600, 0o600]);
    await rm(out(), { recursive: true });
    await mkdir(out(), { mode: 0o755 });
    await merge();
    expect(await modes()).toEqual([0o755, 0o700, 0o600, 0o600]);
  });

  it('gives the same record, byte for byte, whenever it is done', async () => {
    await merge();
    const first = await readFile(join(out(), 'record.json'), 'utf8');
    await rm(out(), { recursive: true });
    await merge(shards.toReversed());
    expect(await readFile(join(out(), 'record.json'), 'utf8')).toBe(first);
  });

  it('leaves nothing to ask when the merged run is gone on with', async () => {
    await merge();
    const merged = await readRecord(out());
    const resumed = await runCases({ ...run.settings, run: merged.run.id, directory: out() });
    expect(resumed.run.trials).toBe(merged.run.trials);
    expect(resumed.cases.map(answerOf)).toEqual(whole.cases.map(answerOf));
  });

  it('ends as the unsharded run would where a case has no answer', async () => {
    const [first = ''] = shards;
    await rm(first, { recursive: true });
    const { plan } = run.settings;
    const cases = plan.question.cases.map((one) => (one.id === 'b' ? { ...one, baseReferences: ['gone:1'] } : one));
    const shard = { index: 1, of: SPLIT.length, all: ALL, own: ['b'] };
    const lacking = { ...plan, question: { ...plan.question, cases }, shard };
    await runCases({ ...run.settings, run: 'run-9', directory: first, plan: lacking });
    expect(await merge()).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('gone:1') });
  });

  it('writes nothing where a shard is refused, and says which', async () => {
    const missing = await merge(shards.slice(1));
    expect(missing).toMatchObject({ exitCode: 2, stdout: '' });
    expect(missing.stderr).toContain(
      'The shard 1/3 is missing [SHARDS_DO_NOT_MATCH]\nName the directories of all 3 shards',
    );
    expect((await merge([...shards, shards[0] ?? ''])).stderr).toContain(
      'are both shard 1/3 [SHARDS_DO_NOT_MATCH]\nName one of them.',
    );
    expect((await merge([...shards, join(run.root, 'none')])).stderr).toContain('There is no run in');
    expect(await readdir(run.root)).not.toContain('merged');
  });

  it('takes a shard whose last line was cut short for an interrupted one', async () => {
    const journal = join(shards[1] ?? '', 'journal.jsonl');
    const text = await readFile(journal, 'utf8');
    await writeFile(journal, text.slice(0, -9));
    const { exitCode, stderr } = await merge();
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      `${shards[1]}, shard 2/3, was interrupted [SHARDS_DO_NOT_MATCH]\nResume it: kaniko-caps discover --resume`,
    );
  });

  it('names the line of a journal that was altered', async () => {
    const journal = join(shards[1] ?? '', 'journal.jsonl');
    await writeFile(journal, (await readFile(journal, 'utf8')).replace('trial-intended', 'trial-invented'));
    expect(await merge()).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/shard2\/journal\.jsonl, line \d+: the line was changed/),
    });
  });

  it('names the shard that was taken over without its fingerprints, and leaves nothing half done', async () => {
    await rm(join(shards[0] ?? '', 'fingerprints'), { recursive: true });
    const { exitCode, stderr } = await merge();
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${shards[0]} is incomplete: ENOENT`);
    expect((await readdir(run.root)).filter((name) => name.includes('merged'))).toEqual([]);
  });

  it('overwrites nothing', async () => {
    await mkdir(out());
    await writeFile(join(out(), 'record.json'), 'mine');
    expect(await merge()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('merged is not empty') });
    expect(await readFile(join(out(), 'record.json'), 'utf8')).toBe('mine');
    const file = await runInProcess('merge', ...shards, '--out', join(out(), 'record.json'));
    expect(file).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('record.json is not a directory') });
  });
});

function answerOf({ id, status, faithful, exitZero, losses, referenceImage, trials }: RunRecord['cases'][number]) {
  const lost = losses.map(({ trials: _, ...loss }) => loss);
  return { id, status, faithful, exitZero, lost, referenceImage, count: trials.count };
}
