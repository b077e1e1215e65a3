import { openEngine } from '../../engine/open-engine.ts';
import type { Engine } from '../../engine/port.ts';
import { type TestImageName, whyNotWith } from './test-images.ts';

/** A Podman service to test with, by the value of CONTAINER_HOST that leads to it; or why it cannot be used. */
export interface PodmanService {
  readonly url: string;
  readonly reason: string | undefined;
}

/**
 * The services that KANIKO_CAPS_TEST_PODMAN names, with blanks between them: a rootful one and a rootless one where our scripts start
 * them. Where they cannot start one, they say so, and none is named.
 *
 * @throws Error where CI says that these tests have to run, and a service that is named cannot be used.
 */
export async function podmanServices(...images: readonly TestImageName[]): Promise<readonly PodmanService[]> {
  const { KANIKO_CAPS_TEST_PODMAN = '', CI } = process.env;
  const urls = KANIKO_CAPS_TEST_PODMAN.split(' ').filter((url) => url !== '');
  const services = await Promise.all(
    urls.map(async (url) => ({ url, reason: await whyNotWith(() => openPodman(url), images) })),
  );
  if (services.length === 0) return [{ url: 'no service', reason: 'KANIKO_CAPS_TEST_PODMAN names none' }];
  const missing = services.find(({ reason }) => reason !== undefined);
  if (missing !== undefined && CI === 'true') throw new Error(`tests that have to run cannot: ${missing.reason}`);
  return services;
}

/** Opens the engine behind a service. */
export function openPodman(url: string): Promise<Engine> {
  return openEngine({ name: 'podman', environment: { ...process.env, CONTAINER_HOST: url } });
}
