import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseRecord } from '../../record/record.ts';
import { readRecord } from '../../runs/read-record.ts';
import { reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { runBuiltProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';

const reason = await reasonToSkip('auxiliary', 'buildah');

const BUILDAH = 'kaniko-caps/buildah:2';
const CASES = ['dockerfiles/setgid-foreign-group', 'dockerfiles/copy-from-scratch'];
const OPTIONS = ['--universe', 'CHOWN,FOWNER,FSETID', '--audit', 'off', '--witness', 'off'];

describe.skipIf(reason !== undefined)(
  `commands of several runs (${reason ?? 'available'})`,
  { timeout: 240_000 },
  () => {
    let scratch: Scratch;
    beforeAll(async () => {
      scratch = await openScratch();
    });
    afterAll(() => scratch.remove());

    it('finds no difference between a builder and itself, and asks the second time only for the proof', async () => {
      const out = scratch.path('compared');
      const { exitCode, stdout } = await runBuiltProgram(
        'compare',
        BUILDAH,
        BUILDAH,
        ...CASES,
        ...OPTIONS,
        '--out',
        out,
      );
      expect(stdout).toMatch(/^No difference in 2 cases\.\n/);
      expect(stdout).toContain('unchanged: setgid-foreign-group and copy-from-scratch');
      expect(exitCode).toBe(0);
      for (const one of (await readRecord(`${out}/b`)).cases) {
        expect(searchTrialsOf(one)).toBeLessThanOrEqual(one.trials.lowerBound);
      }
    });

    it('refuses what is no executor before the first trial', async () => {
      const out = scratch.path('refused');
      const ends = ['--from', BUILDAH, '--to', 'kaniko-caps/auxiliary:1'];
      const { exitCode, stderr } = await runBuiltProgram('bisect', ...ends, ...CASES, ...OPTIONS, '--out', out);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('kaniko-caps/auxiliary:1');
      await expect(stat(out)).rejects.toThrow('ENOENT');
    });

    it('merges shards into what the unsharded run finds, an empty shard among them', async () => {
      const discover = (name: string, ...options: readonly string[]) =>
        runBuiltProgram(
          'discover',
          '--builder',
          BUILDAH,
          ...CASES,
          ...OPTIONS,
          ...options,
          '--out',
          scratch.path(name),
        );
      const shards = ['1/3', '2/3', '3/3'];
      for (const shard of shards) {
        expect(await discover(shard.replace('/', '-'), '--shard', shard)).toMatchObject({ exitCode: 0 });
      }
      expect(await discover('whole')).toMatchObject({ exitCode: 0 });
      const directories = shards.map((shard) => scratch.path(shard.replace('/', '-')));
      const merged = scratch.path('merged');
      expect(await runBuiltProgram('merge', ...directories, '--out', merged)).toMatchObject({ exitCode: 0 });
      expect((await readRecord(merged)).cases.map(answerOf)).toEqual(
        (await readRecord(scratch.path('whole'))).cases.map(answerOf),
      );
      expect(await runBuiltProgram('verify-record', merged)).toMatchObject({ exitCode: 0 });
    });
  },
);

function searchTrialsOf({ trials }: CaseRecord): number {
  return trials.all.filter(({ purpose }) => purpose === 'search').length;
}

function answerOf({ id, status, contextSha256, faithful, exitZero, referenceImage }: CaseRecord) {
  return { id, status, contextSha256, faithful: faithful.minimalSets, exitZero: exitZero.minimalSets, referenceImage };
}
