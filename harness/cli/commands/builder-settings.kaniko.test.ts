import { afterAll, beforeAll, expect, it } from 'vitest';
import { runBuiltProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { describeWithExecutors } from '../../testing/programs/test-executors.ts';

const ENOUGH = 'CHOWN,FOWNER,SETGID,SETUID';

await describeWithExecutors("a user's settings of the Kaniko executor %s", ['auxiliary'], ({ options }) => {
  let scratch: Scratch;
  let runs = 0;
  beforeAll(async () => {
    scratch = await openScratch();
  });
  afterAll(() => scratch.remove());

  const verify = (...settings: readonly string[]) => {
    runs += 1;
    const out = ['--out', scratch.path(`run-${runs}`)];
    return runBuiltProgram('verify', '--caps', ENOUGH, ...options, ...out, ...settings, 'dockerfiles/user-and-run');
  };

  it('reach it, except for those that would keep the image from the registry', async () => {
    const { exitCode, stdout, stderr } = await verify(
      '--builder-flag=--single-snapshot',
      '--builder-flag=--ignore-path=/product_uuid',
      '--builder-flag=--no-push',
    );
    expect(exitCode, stdout + stderr).toBe(0);
    expect(stderr).toContain('--no-push is left out');
  });

  it.each([
    ['--builder-flag=--single-snapsho', 'Did you mean --single-snapshot?'],
    ['--builder-flag=--cleanup=maybe', 'invalid argument "maybe" for "--cleanup" flag'],
    ['--builder-flag=--label', 'needs a value'],
    ['--builder-env=FF_KANIKO_NO_SUCH_FEATURE=true', 'would ignore'],
  ])('are refused before the first trial where it cannot use them: %s', async (setting, words) => {
    const { exitCode, stderr } = await verify(setting);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it('end the case in its own words where it refuses a value as it starts', async () => {
    const { exitCode, stdout, stderr } = await verify('--builder-flag=--label=novalue');
    expect([exitCode, stdout + stderr]).toEqual([3, expect.stringContaining('key=value, got novalue')]);
  });
});
