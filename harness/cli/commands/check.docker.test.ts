import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecord } from '../../runs/read-record.ts';
import { reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { type ProgramEnding, runBuiltProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';

const reason = await reasonToSkip('auxiliary', 'buildah');

/** Buildah needs two of the universe for the base, one for the RUN, silently, and the last for nothing. */
const CASE = 'dockerfiles/setgid-foreign-group';
const RUN = ['--builder', 'kaniko-caps/buildah:2', '--universe', 'CHOWN,FOWNER,FSETID,KILL', '--jobs', '1'];

describe.skipIf(reason !== undefined)(`check with a real builder (${reason ?? 'available'})`, () => {
  let scratch: Scratch;
  let lock: string;
  beforeAll(async () => {
    scratch = await openScratch();
    lock = scratch.path('capabilities.lock.json');
    const made = await runBuiltProgram(
      'update',
      ...RUN,
      '--audit',
      'off',
      '--lock',
      lock,
      '--out',
      scratch.path('made'),
      CASE,
    );
    if (made.exitCode !== 0) throw new Error(`the lock file could not be made:\n${made.stdout}${made.stderr}`);
  });
  afterAll(() => scratch.remove());

  const check = (out: string, ...rest: string[]): Promise<ProgramEnding> =>
    runBuiltProgram('check', ...RUN, '--lock', lock, '--out', scratch.path(out), ...rest);

  it('finds without a path what is locked, with no more trials than its proof takes, and only reads the lock file', async () => {
    const before = await readFile(lock, 'utf8');
    const { exitCode, stdout } = await check('same');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The one case needs what ');
    expect(await readFile(lock, 'utf8')).toBe(before);
    const [one] = (await readRecord(scratch.path('same'))).cases;
    const [references, confirmations] = [2, 3];
    expect(one?.trials.count).toBe((one?.trials.lowerBound ?? 0) + references + confirmations);
  });

  it('proves with two trials of its own that more is needed than somebody locked', async () => {
    const text = await readFile(lock, 'utf8');
    const locked = JSON.parse(text);
    const [one] = Object.values<Record<string, unknown>>(locked.cases);
    if (one === undefined) throw new Error('the lock file has no case');
    one['faithful'] = one['exitZero'];
    await writeFile(lock, JSON.stringify(locked));
    try {
      const { exitCode, stdout } = await check('more', '--format', `github=${scratch.path('github')}`);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^1 of 1 case needs more than .*: setgid-foreign-group\.\n {2}Grant also: FSETID\.$/m);
      expect(stdout).toMatch(
        /CHOWN FOWNER now gives a different image with exit code 0 \(.*CapBnd [0-9a-f]{16}\): \/tool lost setgid/,
      );
      expect(stdout).toMatch(/CHOWN FOWNER FSETID works \(t\d+/);
      expect(await readFile(scratch.path('github'), 'utf8')).toContain(`::error file=${CASE}/Dockerfile`);
    } finally {
      await writeFile(lock, text);
    }
  });
});
