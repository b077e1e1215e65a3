import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecord } from '../../runs/read-record.ts';
import { openPodman, podmanServices } from '../../testing/programs/podman-services.ts';
import { eventsOf, journalWhen } from '../../testing/programs/run-at-work.ts';
import { startProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';

const PODMAN = ['--engine', 'podman'];
const DISCOVER = ['discover', ...PODMAN, '--builder', 'kaniko-caps/buildah:2', '--universe', 'CHOWN,FOWNER,KILL'];
const QUICK = ['--jobs', '2', '--vary', 'none', '--audit', 'off', '--witness', 'off'];

describe.each(await podmanServices('busybox', 'auxiliary', 'buildah'))(
  'a discovery on Podman at $url',
  ({ url, reason }) => {
    const environment = { CONTAINER_HOST: url };
    let scratch: Scratch;
    beforeAll(async () => {
      scratch = await openScratch();
    });
    afterAll(() => scratch.remove());

    const namesLeft = async (run: string): Promise<string[]> => {
      const engine = await openPodman(url);
      try {
        return (await engine.owned(run)).map(({ name }) => name);
      } finally {
        await engine.close();
      }
    };

    it.skipIf(reason !== undefined)(
      'that is killed leaves nothing after gc, and goes on to the same proof',
      async () => {
        const path = await scratch.writeCase('brief', ['FROM scratch', 'COPY --chown=1000:1000 file /file'], {
          file: 'x',
        });
        const directory = scratch.path('killed');
        const program = startProgram([...DISCOVER, ...QUICK, '--out', directory, path], { environment });
        const [start] = eventsOf(
          await journalWhen(directory, (entries) => eventsOf(entries, 'trial-observed').length > 0),
          'run-started',
        );
        program.process.kill('SIGKILL');
        await program.ended;
        const run = start?.run ?? '';
        expect(await namesLeft(run)).toContain(`${run}-registry`);
        expect(await startProgram(['gc', ...PODMAN], { environment }).ended).toMatchObject({
          exitCode: 0,
          stdout: expect.stringContaining(`removed container ${run}-registry`),
        });
        expect(await namesLeft(run)).toEqual([]);

        // Nobody says again on which kind of engine it began.
        const resumed = await startProgram(['discover', '--resume', directory], { environment }).ended;
        expect(resumed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('on podman') });
        const { cases, environment: on } = await readRecord(directory);
        expect(cases).toMatchObject([{ status: 'proven', faithful: { minimalSets: [['CHOWN', 'FOWNER']] } }]);
        expect(on).toMatchObject({ engine: 'podman', unprivilegedPortStart: 1024 });
        expect(on.uidMap === '0 0 4294967295').toBe(!on.rootless);
        expect(await namesLeft(run)).toEqual([]);
      },
    );
  },
);
