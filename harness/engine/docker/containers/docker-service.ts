import type { Readable } from 'node:stream';
import type { Service, ServiceSpecification } from '../../port.ts';
import { asReadable, type DockerApi, request } from '../api/docker-api.ts';
import { engineError, hasStatus } from '../api/docker-errors.ts';
import { serviceSettings } from './container-settings.ts';
import { createContainer, inspectContainer, removeContainer } from './docker-containers.ts';
import { openSingleFile } from './single-file.ts';

/**
 * Creates a service's container, joins it to its networks and starts it; nothing of it is left if that fails.
 *
 * @throws HarnessError INFRASTRUCTURE if it cannot be started.
 */
export async function startDockerService(api: DockerApi, specification: ServiceSpecification): Promise<Service> {
  const { name, networks, labels } = specification;
  let id: string | undefined;
  try {
    id = await createContainer(api, name, serviceSettings(specification), labels);
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
    addresses: Object.fromEntries(addresses),
    hostPort: published === undefined ? undefined : Number(published),
    openFile: (path) => openFile(api, id, path),
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
