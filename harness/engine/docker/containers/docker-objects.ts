import { pause } from '../../deadline.ts';
import type { OwnedObject } from '../../port.ts';
import { type DockerApi, request } from '../api/docker-api.ts';
import { engineError, hasStatus } from '../api/docker-errors.ts';
import { holdsRoom, isLabelled, type Labels, labelsToFind, ownershipIn } from '../docker-labels.ts';
import { removeContainer } from './docker-containers.ts';

/** Creates a bridge network, for what has to reach more than its own loopback. */
export async function createDockerNetwork(api: DockerApi, name: string, labels: Labels): Promise<void> {
  try {
    const settings = { Name: name, Driver: 'bridge', CheckDuplicate: true, Labels: { ...labels } };
    await request(api, api.docker.createNetwork(settings));
  } catch (thrown) {
    throw engineError(`create the network ${name}`, api, thrown);
  }
}

/** Creates a volume that containers of a site share. */
export async function createDockerVolume(api: DockerApi, name: string, labels: Labels): Promise<void> {
  try {
    await request(api, api.docker.createVolume({ Name: name, Labels: { ...labels } }));
  } catch (thrown) {
    throw engineError(`create the volume ${name}`, api, thrown);
  }
}

/** The containers, networks and volumes of this tool, or of one of its runs. */
export async function listObjects(api: DockerApi, run: string | undefined): Promise<OwnedObject[]> {
  const wanted = labelsToFind(run);
  const filters = { label: Object.entries(wanted).map(([name, value]) => `${name}=${value}`) };
  try {
    const containers = await request(api, api.docker.listContainers({ all: true, filters }));
    const networks = await request(api, api.docker.listNetworks({ filters }));
    const { Volumes: volumes } = await request(api, api.docker.listVolumes({ filters }));
    // Podman lists a volume that has any one of the labels.
    const isWanted = ({ Labels }: { readonly Labels?: Labels | null | undefined }): boolean =>
      isLabelled(Labels ?? {}, wanted);
    return [
      ...containers.filter(isWanted).map((container) => ({
        kind: 'container',
        id: container.Id,
        name: container.Names[0]?.replace(/^\//, '') ?? container.Id,
        ownership: ownershipIn(container.Labels),
        isRoom: holdsRoom(container.Labels) && container.State === 'running',
      })),
      ...networks.filter(isWanted).map((network) => ({
        kind: 'network',
        id: network.Id,
        name: network.Name,
        ownership: ownershipIn(network.Labels ?? {}),
      })),
      // Null where there is none.
      ...(volumes ?? []).filter(isWanted).map(({ Name, Labels }) => ({
        kind: 'volume',
        id: Name,
        name: Name,
        ownership: ownershipIn(Labels ?? {}),
      })),
    ];
  } catch (thrown) {
    throw engineError('list the containers, networks and volumes', api, thrown);
  }
}

/** Removes objects; they are gone when the promise resolves. Containers first: what one of them uses cannot go. */
export async function removeObjects(api: DockerApi, objects: readonly OwnedObject[]): Promise<void> {
  const ofKind = (wanted: string): OwnedObject[] => objects.filter(({ kind }) => kind === wanted);
  await Promise.all(ofKind('container').map(({ id }) => removeContainer(api, id)));
  await Promise.all([
    ...ofKind('network').map((network) => removeUnused(api, network, () => api.docker.getNetwork(network.id).remove())),
    ...ofKind('volume').map((volume) => removeUnused(api, volume, () => api.docker.getVolume(volume.id).remove())),
  ]);
}

const REMOVAL_ATTEMPTS = 5;

async function removeUnused(
  api: DockerApi,
  { kind, name }: OwnedObject,
  remove: () => Promise<unknown>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await request(api, remove());
      return;
    } catch (thrown) {
      if (hasStatus(thrown, 404)) return;
      // 403 "has active endpoints", 409 "volume is in use": that of a container just removed goes a moment after it.
      if (attempt === REMOVAL_ATTEMPTS) throw engineError(`remove the ${kind} ${name}`, api, thrown);
      await pause(50 * 2 ** attempt);
    }
  }
}
