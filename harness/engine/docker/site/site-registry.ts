import { setTimeout as sleep } from 'node:timers/promises';
import { HarnessError, messageOf } from '../../../errors.ts';
import { createFilesystemRegistry } from '../../../image/registry/filesystem-registry.ts';
import { createHttpRegistry } from '../../../image/registry/http-registry.ts';
import type { RegistrySource } from '../../../image/registry/registry-source.ts';
import type { MovableRepositories } from '../../pool/pool-member.ts';
import type { ImageSupply, SiteRegistry, SupplyOutcome } from '../../port.ts';
import { askContainerFacts, type FactsInContainer } from '../../site-registry/container-facts.ts';
import { assertKeeperDid } from '../../site-registry/keeper-answer.ts';
import { openRegistryChannel, type RegistryChannel } from '../../site-registry/registry-channel.ts';
import {
  BASES_ROOT,
  REGISTRY_HOST,
  REGISTRY_PORT,
  registryFiles,
  TRIALS_ROOT,
} from '../../site-registry/registry-layout.ts';
import {
  CONFIGURATION_FILE,
  isRegistryAt,
  KEEPER_BASES_PORT,
  KEEPER_TRIALS_PORT,
  keeperProgram,
} from '../../site-registry/registry-program.ts';
import type { DockerApi } from '../api/docker-api.ts';
import { type Service, startDockerService, type VolumeMount } from '../containers/docker-service.ts';
import type { Labels } from '../docker-labels.ts';
import { dockerImages } from '../images/docker-images.ts';
import { pushImage } from '../images/push-image.ts';
import { dockerRepositories } from './docker-repositories.ts';

/** How long the registry may take to answer after its container has started. */
const START_DEADLINE_MS = 15_000;

/** Where the keeper runs. */
export interface KeeperSettings {
  readonly name: string;
  readonly image: string;
  /** Not an internal one: Docker publishes no port of a container that is only in internal networks. */
  readonly network: string;
  readonly volumes: SiteVolumes;
  readonly labels: Labels;
}

/** The volumes of a site's registry. */
export interface SiteVolumes {
  readonly bases: string;
  readonly trials: string;
}

/** The volumes where a registry looks for them. */
export function mountsOf({ bases, trials }: SiteVolumes, writesBases: boolean): readonly VolumeMount[] {
  return [
    { name: bases, path: BASES_ROOT, readOnly: !writesBases },
    { name: trials, path: TRIALS_ROOT, readOnly: false },
  ];
}

/** Starts the registry that no trial reaches; it may take a moment until it answers. */
export function startKeeper(api: DockerApi, { volumes, ...settings }: KeeperSettings): Promise<Service> {
  return startDockerService(api, {
    ...settings,
    ...keeperProgram(settings.name),
    publishedPorts: [KEEPER_BASES_PORT, KEEPER_TRIALS_PORT],
    volumes: mountsOf(volumes, true),
    hosts: {},
    nameServers: [],
  });
}

/** What a site's registry is reached by. */
interface Keeper {
  readonly service: Service;
  readonly channel: RegistryChannel;
  readonly source: RegistrySource;
}

/** The registry of a site, and what its container tells of the engine. */
interface OpenedRegistry {
  readonly registry: SiteRegistry;
  readonly repositories: MovableRepositories;
  readonly containerFacts: Promise<FactsInContainer>;
}

/**
 * Waits until the registry answers.
 *
 * @throws HarnessError REGISTRY_FAILED if it does not.
 */
export async function openSiteRegistry(api: DockerApi, service: Service): Promise<OpenedRegistry> {
  const channel = openRegistryChannel(service.streams);
  const keeper: Keeper = { service, channel, source: await connect(service) };
  await ask(keeper, 'reach base images', ['ready'], api.deadlineMs);
  const registry: SiteRegistry = {
    address: `${REGISTRY_HOST}:${REGISTRY_PORT}`,
    source: keeper.source,
    supply: (supply) => supplyFromDaemon(api, keeper, supply),
    copyRepository: (from, to) =>
      ask(keeper, `copy the repository ${from} to ${to}`, ['copy', from, to], api.deadlineMs),
  };
  return {
    registry,
    repositories: dockerRepositories(api, service.name),
    containerFacts: askContainerFacts(channel, api.deadlineMs),
  };
}

/**
 * Where the registry runs, because that works on every engine and takes one line. Repositories only name content, which is kept
 * once for all of them, so that a copy is small whatever it holds.
 */
async function ask({ channel }: Keeper, what: string, question: readonly string[], deadlineMs: number): Promise<void> {
  const answer = await channel.ask(question, deadlineMs).catch((thrown) => ({ code: -1, said: messageOf(thrown) }));
  assertKeeperDid(what, answer);
}

/** By way of the daemon's own images, which then serve the next run as well. */
async function supplyFromDaemon(
  api: DockerApi,
  keeper: Keeper,
  { reference, repository, tag, credentials }: ImageSupply,
): Promise<SupplyOutcome> {
  const images = dockerImages(api);
  if ((await images.find(reference)) === undefined) {
    if (credentials === null) return { kind: 'absent', message: 'the engine does not have it' };
    const fetched = await images.fetch(reference, await credentials());
    if (fetched.kind === 'failed') return { kind: 'absent', message: fetched.message };
  }
  const port = keeper.service.hostPorts.get(KEEPER_BASES_PORT);
  const pushed = await pushImage(api, reference, `127.0.0.1:${port}/${repository}:${tag}`);
  if (pushed.kind === 'failed') {
    throw new HarnessError(
      'REGISTRY_FAILED',
      `Cannot copy ${reference} into the sandbox's registry: ${pushed.message}`,
    );
  }
  await ask(keeper, `show ${reference} to trials`, ['show'], api.deadlineMs);
  const digest = pushed.digest ?? (await keeper.source.manifest(repository, tag))?.digest;
  if (digest !== undefined) return { kind: 'supplied', digest };
  throw new HarnessError('REGISTRY_FAILED', `The sandbox's registry does not have ${reference} after it was pushed`);
}

/**
 * The fastest way to read the registry: HTTP over the loopback of Docker's host where that is our own; else files through the
 * daemon (remote ones, Docker Desktop behind a proxy).
 */
async function connect(service: Service): Promise<RegistrySource> {
  const files = createFilesystemRegistry(registryFiles(TRIALS_ROOT), (path) => service.openFile(path));
  const port = service.hostPorts.get(KEEPER_TRIALS_PORT);
  if (port === undefined) return files;
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    if (await isRegistryAt(url, service.name)) return createHttpRegistry(url);
    await sleep(50);
  }
  if ((await service.openFile(CONFIGURATION_FILE)) === undefined) {
    throw new HarnessError('REGISTRY_FAILED', `The sandbox's registry (${service.name}) did not start`, {
      hint: 'The auxiliary image must contain /bin/registry and /bin/sh. Name another one with --aux-image.',
    });
  }
  return files;
}
