import { appendFile, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecord } from '../../runs/read-record.ts';
import { reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { runBuiltProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';

const reason = await reasonToSkip('auxiliary', 'buildah');

describe.skipIf(reason !== undefined)(`updating a lock file by trials (${reason ?? 'available'})`, () => {
  let scratch: Scratch;
  let directory: string;
  beforeAll(async () => {
    scratch = await openScratch();
    directory = await scratch.writeCase('tool', ['FROM busybox:stable', 'RUN touch /tool && chown 1:1 /tool']);
  });
  afterAll(() => scratch.remove());

  const update = (run: string, ...args: readonly string[]): ReturnType<typeof runBuiltProgram> => {
    const options = ['--builder', 'kaniko-caps/buildah:2', '--universe', 'CHOWN,FOWNER,FSETID,KILL', '--audit', 'off'];
    return runBuiltProgram(
      'update',
      ...options,
      '--lock',
      scratch.path('lock.json'),
      '--out',
      scratch.path(run),
      ...args,
    );
  };
  const lock = (): Promise<string> => readFile(scratch.path('lock.json'), 'utf8');

  it('costs the fewest trials where nothing changed, and leaves the file as it is', async () => {
    const first = await update('first', directory);
    expect(first, first.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 new') });
    const written = await lock();
    const second = await update('second');
    expect(second, second.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 unchanged') });
    expect(await lock()).toBe(written);
    const { cases } = await readRecord(scratch.path('second'));
    const searched = cases.flatMap(({ trials }) => trials.all.filter(({ purpose }) => purpose === 'search'));
    expect(searched).toHaveLength(cases[0]?.trials.lowerBound ?? 0);
  });

  it('keeps an entry whose Dockerfile needs more, and takes it over from the record of that run', async () => {
    await appendFile(`${directory}/Dockerfile`, 'RUN chmod 2755 /tool\n');
    const written = await lock();
    const grown = await update('grown');
    expect(grown, grown.stderr).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('needs more') });
    expect(await lock()).toBe(written);
    const command = ['update', '--lock', scratch.path('lock.json'), '--record', scratch.path('grown'), '--accept'];
    const accepted = await runBuiltProgram(...command);
    expect(accepted, accepted.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 accepted') });
  });
});
