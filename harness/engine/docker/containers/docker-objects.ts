import { pause } from '../../deadline.ts';
import type { EngineObject, Labels, NetworkSpecification } from '../../port.ts';
import { type DockerApi, request } from '../api/docker-api.ts';
import { engineError, hasStatus } from '../api/docker-errors.ts';
import { removeContainer } from './docker-containers.ts';

/** Creates a bridge network. */
export async function createDockerNetwork(api: DockerApi, specification: NetworkSpecification): Promise<void> {
  const { name, internal, labels } = specification;
  try {
    await request(
      api,
      api.docker.createNetwork({
        Name: name,
        Driver: 'bridge',
        Internal: internal,
        CheckDuplicate: true,
        Labels: { ...labels },
        // The host itself is no part of an internal network: with an address on the bridge it would offer its services there.
        Options: internal ? { 'com.docker.network.bridge.inhibit_ipv4': 'true' } : {},
      }),
    );
  } catch (thrown) {
    throw engineError(`create the network ${name}`, api.endpoint.url, thrown);
  }
}

/** The containers and networks that carry all of these labels. */
export async function listObjects(api: DockerApi, labels: Labels): Promise<EngineObject[]> {
  const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  // Without a filter this would be everything that the user has.
  if (label.length === 0) throw new Error('objects are listed by label only');
  try {
    const filters = { label };
    const containers = await request(api, api.docker.listContainers({ all: true, filters }));
    const networks = await request(api, api.docker.listNetworks({ filters }));
    return [
      ...containers.map((container) => ({
        kind: 'container' as const,
        id: container.Id,
        name: container.Names[0]?.replace(/^\//, '') ?? container.Id,
        labels: container.Labels,
        running: container.State === 'running',
      })),
      ...networks.map((network) => ({
        kind: 'network' as const,
        id: network.Id,
        name: network.Name,
        labels: network.Labels ?? {},
        running: false,
      })),
    ];
  } catch (thrown) {
    throw engineError('list the containers and networks', api.endpoint.url, thrown);
  }
}

/** Removes an object; it is gone when the promise resolves. */
export function removeObject(api: DockerApi, object: EngineObject): Promise<void> {
  return object.kind === 'container' ? removeContainer(api, object.id) : removeNetwork(api, object);
}

const REMOVAL_ATTEMPTS = 5;

async function removeNetwork(api: DockerApi, { id, name }: EngineObject): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await request(api, api.docker.getNetwork(id).remove());
      return;
    } catch (thrown) {
      if (hasStatus(thrown, 404)) return;
      // 403 "has active endpoints": that of a container just removed goes a moment after it.
      if (attempt === REMOVAL_ATTEMPTS) throw engineError(`remove the network ${name}`, api.endpoint.url, thrown);
      await pause(50 * 2 ** attempt);
    }
  }
}
