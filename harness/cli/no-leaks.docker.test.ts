import { describe, expect, it } from 'vitest';
import { canariesIn, canary } from '../testing/programs/canaries.ts';
import { reasonToSkip } from '../testing/programs/docker-fixture.ts';
import { checkBuildsForLeaks, checkOutputForLeaks } from '../testing/programs/leak-checks.ts';
import { startProgram } from '../testing/programs/run-program.ts';

const reason = await reasonToSkip('auxiliary', 'buildah');

const BUILDAH = ['--builder', 'kaniko-caps/buildah:2'];

describe.skipIf(reason !== undefined)(
  `what is kept and shown of secrets with Buildah (${reason ?? 'available'})`,
  () => {
    checkBuildsForLeaks(BUILDAH, true);
    checkOutputForLeaks(BUILDAH, true);
  },
);

it('shows no password of the address of an engine', async () => {
  for (const address of ['ssh://me:%@127.0.0.1:1', 'tcp://me:%@127.0.0.1:1', 'fd://me:%@x']) {
    const DOCKER_HOST = address.replace('%', encodeURIComponent(canary('engine-address')));
    const { exitCode, stderr, stdout } = await startProgram(['doctor'], { environment: { DOCKER_HOST } }).ended;
    expect(exitCode).toBeGreaterThan(0);
    expect(canariesIn(`${stdout}${stderr}`), stderr).toEqual([]);
  }
});
