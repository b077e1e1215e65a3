import { spawnSync } from 'node:child_process';
import { describe, it } from 'vitest';
import { reasonToSkip } from '../harness/testing/programs/docker-fixture.ts';
import { runScript } from './measuring/run-script.ts';

const noEngine = await reasonToSkip('auxiliary', 'buildah');
const hasClient = spawnSync('docker', ['--version']).status === 0;
const reason = noEngine ?? (hasClient ? undefined : 'there is no docker client');

const BUILDAH = ['--builder', 'kaniko-caps/buildah:2'];

describe.skipIf(reason !== undefined).concurrent(`a short run (${reason ?? 'available'})`, () => {
  it('of trials measures one beside a build by hand, and beside one that is not watched', async ({ expect }) => {
    const { exitCode, stdout, stderr } = await runScript(
      'bench-trials',
      'trial',
      'witness',
      'context',
      'variations',
      '--short',
      ...BUILDAH,
    );
    expect(stdout, stderr).toMatch(/│ one trial +│ median \d+ ms .*│ median \d+ ms/);
    expect(stdout).toMatch(/│ one trial with a mounted context +│ median/);
    expect(stdout).toMatch(/│ the default variations +│ \d+ ms/);
    expect(stdout).toMatch(/│ one watched trial +│ (median|not to be had)/);
    expect(exitCode).toBe(0);
  });

  it('of trials measures the whole program beside a loop by hand, and its memory', async ({ expect }) => {
    const { exitCode, stdout, stderr } = await runScript('bench-trials', 'discovery', 'memory', '--short', ...BUILDAH);
    expect(stdout, stderr).toMatch(/│ a whole discovery +│ median \d+ ms .*times as fast/);
    expect(stdout).toMatch(/│ memory, 1 MiB of layers +│ \d+ MiB at most/);
    expect(exitCode).toBe(0);
  });

  it('of a corpus discovers it with rising knowledge', async ({ expect }) => {
    const { exitCode, stdout, stderr } = await runScript('bench-corpus', '--short', ...BUILDAH);
    expect(stdout, stderr).toMatch(/│ nothing guessed +│ \d+ of \d+: \d/);
    expect(stdout).toMatch(/│ an earlier record +│ \d+ of \d+: \d/);
    expect(exitCode).toBe(0);
  });
});
