import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { asReadable, type DockerApi, request } from '../api/docker-api.ts';
import { engineError, hasStatus } from '../api/docker-errors.ts';
import type { Labels } from '../docker-labels.ts';
import { serviceSettings } from './container-settings.ts';
import { createContainer, inspectContainer, removeContainer } from './docker-containers.ts';
import { openSingleFile } from './single-file.ts';

/** A container that lives as long as a site: the registry, or what holds a room's network. It gets no capabilities. */
export interface ServiceSpecification {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The networks it joins; the first one is that of the ports it publishes. */
  readonly networks: readonly string[];
  /** A TCP port to publish on the loopback of Docker's host, besides. */
  readonly publishedPort?: number;
  /** Host names for its hosts file, and so for every trial in its network namespace. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Name servers; an empty list leaves Docker's. */
  readonly nameServers: readonly string[];
  readonly labels: Labels;
}

/** A running service. */
export interface Service {
  readonly name: string;
  /** Its process, as the engine counts. */
  readonly pid: number;
  /** Its address on each of its networks. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The port on the loopback of Docker's host under which `publishedPort` is reached. */
  readonly hostPort: number | undefined;
  /** Streams one file of its filesystem, through Docker; undefined if there is no such file. */
  openFile(path: string): Promise<Readable | undefined>;
  /** Runs a short command in it, to its end. */
  run(command: readonly string[]): Promise<ServiceCommandOutcome>;
}

/** How a command in a service ended, with what it wrote. */
export interface ServiceCommandOutcome {
  readonly exitCode: number;
  readonly output: string;
}

/**
 * Creates a service's container, joins it to its networks and starts it; nothing of it is left if that fails.
 *
 * @throws HarnessError ENGINE_FAILED if it cannot be started.
 */
export async function startDockerService(api: DockerApi, specification: ServiceSpecification): Promise<Service> {
  const { name, networks } = specification;
  let id: string | undefined;
  try {
    id = await createContainer(api, name, serviceSettings(specification));
    for (const network of networks.slice(1)) {
      await request(api, api.docker.getNetwork(network).connect({ Container: id }));
    }
    await request(api, api.docker.getContainer(id).start());
    return await describe(api, id, specification);
  } catch (thrown) {
    if (id !== undefined) await removeContainer(api, id).catch(() => undefined);
    throw engineError(`start ${name} (image ${specification.image})`, api.endpoint.url, thrown);
  }
}

async function describe(api: DockerApi, id: string, specification: ServiceSpecification): Promise<Service> {
  const facts = await inspectContainer(api, id);
  if (facts?.State.Running !== true) throw new Error(`it ended at once with exit code ${facts?.State.ExitCode}`);
  const { Networks, Ports } = facts.NetworkSettings;
  const addresses = Object.entries(Networks).map(([network, { IPAddress }]) => [network, IPAddress]);
  const published = Ports[`${specification.publishedPort}/tcp`]?.[0]?.HostPort;
  return {
    name: specification.name,
    pid: facts.State.Pid,
    addresses: Object.fromEntries(addresses),
    hostPort: published === undefined ? undefined : Number(published),
    openFile: (path) => openFile(api, id, path),
    run: (command) => runIn(api, id, command),
  };
}

async function openFile(api: DockerApi, id: string, path: string): Promise<Readable | undefined> {
  try {
    const archive = await request(api, api.docker.getContainer(id).getArchive({ path }));
    return await openSingleFile(asReadable(archive), api.deadlineMs);
  } catch (thrown) {
    if (hasStatus(thrown, 404)) return undefined;
    throw engineError(`read ${path} of a container`, api.endpoint.url, thrown);
  }
}

async function runIn(api: DockerApi, id: string, command: readonly string[]): Promise<ServiceCommandOutcome> {
  try {
    // With a terminal, so that the output comes as it is and not in frames.
    const settings = { Cmd: [...command], AttachStdout: true, AttachStderr: true, Tty: true };
    const exec = await request(api, api.docker.getContainer(id).exec(settings));
    const output = await request(
      api,
      exec.start({ Tty: true }).then((stream) => text(asReadable(stream))),
    );
    const { ExitCode } = await request(api, exec.inspect());
    if (ExitCode === null) throw new Error('it does not end');
    return { exitCode: ExitCode, output };
  } catch (thrown) {
    throw engineError(`run ${command[0]} in a container`, api.endpoint.url, thrown);
  }
}
