import type { Readable } from 'node:stream';
import type { ProgramStreams } from '../../site-registry/registry-channel.ts';
import { asReadable, type DockerApi, request } from '../api/docker-api.ts';
import { engineError, hasStatus } from '../api/docker-errors.ts';
import type { Labels } from '../docker-labels.ts';
import { type Attachment, attach } from '../trial-container/attach.ts';
import { demultiplex } from '../trial-container/demultiplexer.ts';
import { serviceSettings } from './container-settings.ts';
import { createContainer, inspectContainer, removeContainer } from './docker-containers.ts';
import { openSingleFile } from './single-file.ts';

/** A container that lives as long as a site: the registry, or what holds a room's network. It gets no capabilities. */
export interface ServiceSpecification {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The network it joins; null for one of its own with nothing in it. */
  readonly network: string | null;
  /** TCP ports to publish on the loopback of Docker's host. @default none */
  readonly publishedPorts?: readonly number[];
  /** Volumes of the site that it sees. @default none */
  readonly volumes?: readonly VolumeMount[];
  /** Host names for its hosts file, and so for every trial in its network namespace. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Name servers; an empty list leaves Docker's. */
  readonly nameServers: readonly string[];
  readonly labels: Labels;
}

/** A volume, and where it is seen. */
export interface VolumeMount {
  readonly name: string;
  readonly path: string;
  readonly readOnly: boolean;
}

/** A running service. */
export interface Service {
  readonly name: string;
  /** Its process, as the engine counts. */
  readonly pid: number;
  /** The ports on the loopback of Docker's host under which those that it publishes are reached, by the service's own. */
  readonly hostPorts: ReadonlyMap<number, number>;
  /** Its address on its network; null where it has none. */
  readonly address: string | null;
  /** Streams one file of its filesystem, through Docker; undefined if there is no such file. */
  openFile(path: string): Promise<Readable | undefined>;
  /** Its standard input, and its output without errors. It is closed with the connection. */
  readonly streams: ProgramStreams;
  close(): void;
}

/**
 * Creates a service's container, connects to it and starts it; nothing of it is left if that fails.
 *
 * @throws HarnessError ENGINE_FAILED if it cannot be started.
 */
export async function startDockerService(api: DockerApi, specification: ServiceSpecification): Promise<Service> {
  const { name } = specification;
  let id: string | undefined;
  let attachment: Attachment | undefined;
  try {
    id = await createContainer(api, name, serviceSettings(specification, api.dialect));
    attachment = await attach(api, id);
    await request(api, api.docker.getContainer(id).start());
    return await describe(api, { id, attachment }, specification);
  } catch (thrown) {
    attachment?.close();
    if (id !== undefined) await removeContainer(api, id).catch(() => undefined);
    throw engineError(`start ${name} (image ${specification.image})`, api, thrown);
  }
}

interface Started {
  readonly id: string;
  readonly attachment: Attachment;
}

async function describe(
  api: DockerApi,
  { id, attachment }: Started,
  { name, network, publishedPorts = [] }: ServiceSpecification,
): Promise<Service> {
  const facts = await inspectContainer(api, id);
  if (facts?.State.Running !== true) throw new Error(`it ended at once with exit code ${facts?.State.ExitCode}`);
  const { Ports, Networks } = facts.NetworkSettings;
  const hostPorts = publishedPorts.flatMap((port): [number, number][] => {
    const published = Ports[`${port}/tcp`]?.[0]?.HostPort;
    return published === undefined ? [] : [[port, Number(published)]];
  });
  return {
    name,
    pid: facts.State.Pid,
    hostPorts: new Map(hostPorts),
    address: (network === null ? undefined : Networks[network]?.IPAddress) || null,
    openFile: (path) => openFile(api, id, path),
    streams: { output: outputOf(attachment), write: (text) => attachment.connection.write(text) },
    close: attachment.close,
  };
}

async function* outputOf({ connection }: Attachment): AsyncGenerator<Uint8Array> {
  for await (const { stream, payload } of demultiplex(connection)) if (stream === 'stdout') yield payload;
}

async function openFile(api: DockerApi, id: string, path: string): Promise<Readable | undefined> {
  try {
    const archive = await request(api, api.docker.getContainer(id).getArchive({ path }));
    return await openSingleFile(asReadable(archive), api.deadlineMs);
  } catch (thrown) {
    if (hasStatus(thrown, 404)) return undefined;
    throw engineError(`read ${path} of a container`, api, thrown);
  }
}
