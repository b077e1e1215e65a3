import { pause } from '../../deadline.ts';
import type { OwnedObject } from '../../port.ts';
import { type DockerApi, request } from '../api/docker-api.ts';
import { engineError, hasStatus } from '../api/docker-errors.ts';
import { type Labels, labelsToFind, ownershipIn } from '../docker-labels.ts';
import { removeContainer } from './docker-containers.ts';

/** A private network. */
export interface NetworkSpecification {
  readonly name: string;
  /** Whether it reaches nothing outside. */
  readonly internal: boolean;
  readonly labels: Labels;
}

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

/** The containers and networks of this tool, or of one of its runs. */
export async function listObjects(api: DockerApi, run: string | undefined): Promise<OwnedObject[]> {
  const filters = { label: Object.entries(labelsToFind(run)).map(([name, value]) => `${name}=${value}`) };
  try {
    const containers = await request(api, api.docker.listContainers({ all: true, filters }));
    const networks = await request(api, api.docker.listNetworks({ filters }));
    return [
      ...containers.map((container) => ({
        kind: 'container',
        id: container.Id,
        name: container.Names[0]?.replace(/^\//, '') ?? container.Id,
        ownership: ownershipIn(container.Labels),
      })),
      ...networks.map((network) => ({
        kind: 'network',
        id: network.Id,
        name: network.Name,
        ownership: ownershipIn(network.Labels ?? {}),
      })),
    ];
  } catch (thrown) {
    throw engineError('list the containers and networks', api.endpoint.url, thrown);
  }
}

/** Removes containers and networks; they are gone when the promise resolves. Containers first: a network with a member cannot go. */
export async function removeObjects(api: DockerApi, objects: readonly OwnedObject[]): Promise<void> {
  const ofKind = (wanted: string): OwnedObject[] => objects.filter(({ kind }) => kind === wanted);
  await Promise.all(ofKind('container').map(({ id }) => removeContainer(api, id)));
  await Promise.all(ofKind('network').map((network) => removeNetwork(api, network)));
}

const REMOVAL_ATTEMPTS = 5;

async function removeNetwork(api: DockerApi, { id, name }: OwnedObject): Promise<void> {
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
