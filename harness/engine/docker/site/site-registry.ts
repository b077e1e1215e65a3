import { setTimeout as sleep } from 'node:timers/promises';
import { HarnessError } from '../../../errors.ts';
import { createFilesystemRegistry } from '../../../image/registry/filesystem-registry.ts';
import { createHttpRegistry } from '../../../image/registry/http-registry.ts';
import type { RegistrySource } from '../../../image/registry/registry-source.ts';
import type { ImageSupply, SiteRegistry, SupplyOutcome } from '../../port.ts';
import {
  copyCommand,
  isRegistryAt,
  REGISTRY_FILES,
  REGISTRY_HOST,
  REGISTRY_PORT,
  registryProgram,
} from '../../registry-program.ts';
import type { DockerApi } from '../api/docker-api.ts';
import { type Service, startDockerService } from '../containers/docker-service.ts';
import type { Labels } from '../docker-labels.ts';
import { dockerImages } from '../images/docker-images.ts';
import { pushImage } from '../images/push-image.ts';

/** How long the registry may take to answer after its container has started. */
const START_DEADLINE_MS = 15_000;

/** Where the registry runs. */
export interface RegistrySettings {
  readonly name: string;
  readonly image: string;
  /** The first one must not be internal: Docker publishes no port of a container that is only in internal networks. */
  readonly networks: readonly string[];
  readonly labels: Labels;
}

/** Starts the registry; it may take a moment until it answers. */
export function startSiteRegistry(api: DockerApi, settings: RegistrySettings): Promise<Service> {
  const { command, environment } = registryProgram(settings.name);
  return startDockerService(api, {
    ...settings,
    command,
    environment,
    publishedPort: REGISTRY_PORT,
    hosts: {},
    nameServers: [],
  });
}

/** Hosts file entries with which a container in `network` finds the registry, also in the place of other hosts. */
export function registryHosts(
  service: Service,
  network: string,
  redirectedHosts: readonly string[],
): Readonly<Record<string, string>> {
  const address = service.addresses[network] ?? '';
  return Object.fromEntries([REGISTRY_HOST, ...redirectedHosts].map((name) => [name, address]));
}

/**
 * Waits until a registry answers.
 *
 * @throws HarnessError REGISTRY_FAILED if it does not.
 */
export async function openSiteRegistry(api: DockerApi, service: Service): Promise<SiteRegistry> {
  const source = await connect(service);
  return {
    address: `${REGISTRY_HOST}:${REGISTRY_PORT}`,
    source,
    supply: (supply) => supplyFromDaemon(api, { service, source }, supply),
    copyRepository: (from, to) => copyRepository(service, from, to),
  };
}

/**
 * Where the registry runs, because that works on every engine and takes one request. Its repositories only name content, which
 * it keeps once for all of them, so that a copy is small whatever it holds.
 */
async function copyRepository(service: Service, from: string, to: string): Promise<void> {
  const { exitCode, output } = await service.run(copyCommand(from, to));
  if (exitCode === 0) return;
  throw new HarnessError(
    'REGISTRY_FAILED',
    `Cannot copy the repository ${from} of the sandbox's registry to ${to}: ${output.trim() || `exit code ${exitCode}`}`,
    { hint: 'The auxiliary image must contain mkdir and cp. Name another one with --aux-image.' },
  );
}

/** By way of the daemon's own images, which then serve the next run as well. */
async function supplyFromDaemon(
  api: DockerApi,
  { service, source }: { readonly service: Service; readonly source: RegistrySource },
  { reference, repository, tag, credentials }: ImageSupply,
): Promise<SupplyOutcome> {
  const images = dockerImages(api);
  if ((await images.find(reference)) === undefined) {
    if (credentials === null) return { kind: 'absent', message: 'the engine does not have it' };
    const fetched = await images.fetch(reference, await credentials());
    if (fetched.kind === 'failed') return { kind: 'absent', message: fetched.message };
  }
  const pushed = await pushImage(api, reference, `127.0.0.1:${service.hostPort}/${repository}:${tag}`);
  if (pushed.kind === 'failed') {
    throw new HarnessError(
      'REGISTRY_FAILED',
      `Cannot copy ${reference} into the sandbox's registry: ${pushed.message}`,
    );
  }
  const digest = pushed.digest ?? (await source.manifest(repository, tag))?.digest;
  if (digest !== undefined) return { kind: 'supplied', digest };
  throw new HarnessError('REGISTRY_FAILED', `The sandbox's registry does not have ${reference} after it was pushed`);
}

/**
 * The fastest way to read the registry: HTTP over the loopback of Docker's host where that is our own; else files through the
 * daemon (remote ones, Docker Desktop behind a proxy).
 */
async function connect(service: Service): Promise<RegistrySource> {
  const files = createFilesystemRegistry(REGISTRY_FILES, (path) => service.openFile(path));
  if (service.hostPort === undefined) return files;
  const url = `http://127.0.0.1:${service.hostPort}`;
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    if (await isRegistryAt(url, service.name)) return createHttpRegistry(url);
    await sleep(50);
  }
  if ((await service.openFile(registryProgram(service.name).configurationFile)) === undefined) {
    throw new HarnessError('REGISTRY_FAILED', `The sandbox's registry (${service.name}) did not start`, {
      hint: 'The auxiliary image must contain /bin/registry and /bin/sh. Name another one with --aux-image.',
    });
  }
  return files;
}
