import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HarnessError } from '../../errors.ts';
import type { SeccompProfile } from '../container-setup.ts';
import type { SeccompOption } from '../docker/api/api-dialect.ts';
import type { DockerApi } from '../docker/api/docker-api.ts';
import type { Obstacle } from '../port.ts';

/** A service that is reached over a network has another disk. */
export function seccompFileObstacle({ transport, url }: DockerApi['endpoint']): Obstacle | null {
  if (transport.kind === 'socket') return null;
  return {
    reason: `Podman at ${url} reads profiles from its own disk`,
    hint: 'Run this tool on its host, or use --seccomp default or unconfined.',
  };
}

/**
 * Podman takes the path of a profile on its own host, and reads the file as it makes the container. So a profile can be given only
 * where its host is this one.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED if the service is reached over a network.
 */
export async function podmanSeccompOption(
  { endpoint }: Pick<DockerApi, 'endpoint'>,
  profile: Exclude<SeccompProfile, 'default'>,
): Promise<SeccompOption> {
  if (profile === 'unconfined') return { option: 'seccomp=unconfined', release: async () => undefined };
  const obstacle = seccompFileObstacle(endpoint);
  if (obstacle !== null) {
    const message = `The seccomp profile ${profile.name} cannot be used: ${obstacle.reason}`;
    throw new HarnessError('ENGINE_UNSUPPORTED', message, { hint: obstacle.hint });
  }
  const directory = await mkdtemp(join(tmpdir(), 'kaniko-caps-seccomp-'));
  // The service may be another user's.
  await chmod(directory, 0o755);
  const path = join(directory, 'profile.json');
  await writeFile(path, profile.json, { mode: 0o644 });
  return { option: `seccomp=${path}`, release: () => rm(directory, { recursive: true, force: true }) };
}
