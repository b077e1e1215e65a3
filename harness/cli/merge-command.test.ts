import { join } from 'node:path';
import { expect, it } from 'vitest';
import { setOf } from '../capabilities/capability-set.ts';
import { runCases } from '../discovery/run-cases.ts';
import { runInProcess } from '../testing/run-in-process.ts';
import { buildsNeeding, scriptedRun, UNAUDITED } from '../testing/scripted-run.ts';
import { readRecord } from './read-record.ts';

const DOCKERFILE = 'FROM base:1\nRUN chmod 2755 /tool\n';

it('merges shards into the record of the unsharded run, and names the shard that is missing', async () => {
  const world = {
    dockerfiles: { a: DOCKERFILE, b: DOCKERFILE, c: DOCKERFILE },
    builds: buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID')),
    universe: setOf('CHOWN', 'FOWNER', 'FSETID'),
    settings: { policy: { ...UNAUDITED, harden: true } },
  };
  await using run = await scriptedRun(world);
  const whole = await runCases(run.settings);
  const own = [['b'], ['a', 'c'], []];
  const directories = own.map((_, index) => join(run.root, `shard${index + 1}`));
  for (const [index, ids] of own.entries()) {
    await runCases({
      ...run.settings,
      run: `run-${index + 2}`,
      directory: directories[index] ?? '',
      cases: run.settings.cases.filter(({ id }) => ids.includes(id)),
      remembered: { shard: { index: index + 1, of: 3, all: ['a', 'b', 'c'], own: ids } },
    });
  }
  const missing = await runInProcess('merge', ...directories.slice(1), '--out', join(run.root, 'no'));
  expect(missing).toMatchObject({ exitCode: 2, stdout: '' });
  expect(missing.stderr).toContain('The shard 1/3 is missing');
  const twice = await runInProcess('merge', ...directories, ...directories.slice(0, 1), '--out', join(run.root, 'no'));
  expect(twice.stderr).toContain('are both shard 1/3');

  const out = join(run.root, 'merged');
  expect(await runInProcess('merge', ...directories.toReversed(), '--out', out)).toMatchObject({ exitCode: 0 });
  const merged = await readRecord(out);
  const answers = ({ cases }: typeof whole) =>
    cases.map(({ id, status, faithful, exitZero, hardening, trials }) => ({
      id,
      status,
      faithful,
      exitZero,
      hardened: hardening?.map(({ set, verdict }) => ({ set, verdict })),
      count: trials.count,
    }));
  expect(answers(merged)).toEqual(answers(whole));
  expect(merged.cases.map(({ hardening }) => hardening?.length)).toEqual([1, 1, 1]);
  expect(merged.profile).toEqual(whole.profile);
  const trials = merged.cases.flatMap((one) => one.trials.all.map(({ id }) => id));
  expect(new Set(trials).size).toBe(trials.length);
  expect(await runInProcess('verify-record', out)).toMatchObject({ exitCode: 0 });
});
