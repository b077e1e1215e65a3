import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../engine/open-engine.ts';
import { readRecord } from '../../runs/read-record.ts';
import { reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { type PrivateDaemon, privateDaemon, reasonWithoutDaemon } from '../../testing/programs/private-daemon.ts';
import { eventsOf, journalWhen } from '../../testing/programs/run-at-work.ts';
import { runBuiltProgram, startProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';

const IMAGES = ['kaniko-caps/auxiliary:1', 'kaniko-caps/buildah:2'];
const DISCOVER = ['discover', '--builder', 'kaniko-caps/buildah:2', '--universe', 'CHOWN,FOWNER,KILL,FSETID'];
const QUICK = ['--jobs', '2', '--vary', 'none', '--audit', 'off', '--witness', 'off'];

/** It takes half a minute where nothing else is at work. */
const DEADLINE_MS = 150_000;

const reason = (await reasonToSkip('auxiliary', 'buildah')) ?? reasonWithoutDaemon();

describe.skipIf(reason !== undefined)(`a run on two Docker daemons (${reason ?? 'available'})`, () => {
  let scratch: Scratch;
  const daemons: PrivateDaemon[] = [];
  beforeAll(async () => {
    scratch = await openScratch();
    for (const starting of [privateDaemon(IMAGES), privateDaemon(IMAGES.slice(0, 1))]) daemons.push(await starting);
  });
  afterAll(async () => {
    await Promise.all(daemons.map((daemon) => daemon[Symbol.asyncDispose]()));
    await scratch.remove();
  });

  const namesOn = async (host: string, run: string): Promise<string[]> => {
    const engine = await openEngine({ name: 'docker', environment: process.env, hosts: [host] });
    try {
      return (await engine.owned(run)).map(({ name }) => name);
    } finally {
      await engine.close();
    }
  };

  it(
    'goes on to the same sets where one of them is killed, and says what is left on it',
    async () => {
      const [one, two] = daemons;
      if (one === undefined || two === undefined) throw new Error('there are two daemons');
      const lines = ['FROM scratch', 'COPY --chown=1000:1000 file /file'];
      const path = await scratch.writeCase('brief', lines, { file: 'x' });
      const directory = scratch.path('several');
      const hosts = [one, two].flatMap(({ host }) => ['--host', host]);
      const program = startProgram([...DISCOVER, ...QUICK, ...hosts, '--out', directory, path], {
        deadlineMs: 2 * DEADLINE_MS,
      });
      const atWork = journalWhen(directory, (entries) => eventsOf(entries, 'trial-observed').length > 1, DEADLINE_MS);
      const tooEarly = program.ended.then(({ stderr }) => Promise.reject(new Error(`it ended too early: ${stderr}`)));
      const [start] = eventsOf(await Promise.race([atWork, tooEarly]), 'run-started');
      const run = start?.run ?? '';
      expect(await namesOn(two.host, run)).toContain(`${run}-registry`);
      await two.kill();

      const { exitCode, stderr } = await program.ended;
      expect(exitCode, stderr).toBe(0);
      expect(stderr).toContain(`${two.host} takes part no more: it has not answered for 10 s`);
      expect(stderr).toContain(`Not removed: everything of ${run} on ${two.host}`);
      const { cases, environment } = await readRecord(directory);
      expect(cases).toMatchObject([{ status: 'proven', faithful: { minimalSets: [['CHOWN', 'FOWNER']] } }]);
      expect(environment.endpoint).toBe(`${one.host}, ${two.host}`);
      expect(await namesOn(one.host, run)).toEqual([]);

      await two.start();
      expect(await runBuiltProgram('gc', '--host', two.host)).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining(`removed container ${run}-registry`),
      });
      expect(await namesOn(two.host, run)).toEqual([]);
    },
    3 * DEADLINE_MS,
  );
});
