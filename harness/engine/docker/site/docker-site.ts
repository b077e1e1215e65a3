import type { EngineHost, RoomsSpecification, Site, SiteRooms, SiteSpecification } from '../../port.ts';
import { together } from '../../together.ts';
import type { DockerApi } from '../api/docker-api.ts';
import { createDockerNetwork, createDockerVolume } from '../containers/docker-objects.ts';
import type { Service } from '../containers/docker-service.ts';
import { labelsOf } from '../docker-labels.ts';
import { openHostView } from '../evidence/host-view.ts';
import { dockerRoom, type RoomHolder, startHolders } from './docker-rooms.ts';
import { openSiteRegistry, type SiteVolumes, startKeeper } from './site-registry.ts';

/** Makes the volumes that registries share, and the one registry that no trial reaches. The rooms are then made beside it. */
export async function openDockerSite(
  api: DockerApi,
  specification: SiteSpecification,
  host: () => Promise<EngineHost>,
): Promise<Site> {
  const { ownership, auxiliaryImage, watchKernel } = specification;
  const volumes = { bases: `${ownership.run}-bases`, trials: `${ownership.run}-trials` };
  const keeper = await startRegistry(api, specification, volumes);
  const registry = await openSiteRegistry(api, keeper);
  // Now that the registry answers, its process is its own and no longer the runtime's.
  const known = { pid: keeper.pid, word: keeper.name };
  const opening = openHostView(api, { auxiliaryImage, labels: labelsOf(ownership), watchKernel, known });
  const services = [keeper];
  return {
    registry,
    makeRooms: async (wanted) => {
      const [on, holders, view] = await together([
        host(),
        startRooms(api, specification, { wanted, volumes }),
        opening,
      ]);
      services.push(...[...holders.none, ...holders.egress].map(({ service }) => service));
      const roomsOf = (those: readonly RoomHolder[]) => those.map((holder) => dockerRoom(api, holder, on, view));
      return { none: roomsOf(holders.none), egress: roomsOf(holders.egress) };
    },
    view: async () => {
      const { reader, watching } = await opening;
      return { evidence: reader.source, witness: watching };
    },
    close: async () => {
      for (const service of services) service.close();
      await (await opening).close();
    },
  };
}

async function startRegistry(
  api: DockerApi,
  { ownership, auxiliaryImage }: SiteSpecification,
  volumes: SiteVolumes,
): Promise<Service> {
  const labels = labelsOf(ownership);
  const name = `${ownership.run}-registry`;
  await together([
    createDockerNetwork(api, name, labels),
    createDockerVolume(api, volumes.bases, labels),
    createDockerVolume(api, volumes.trials, labels),
  ]);
  return startKeeper(api, { name, image: auxiliaryImage, network: name, volumes, labels });
}

/** What the rooms are started with. */
interface RoomMeans {
  readonly wanted: RoomsSpecification;
  readonly volumes: SiteVolumes;
}

async function startRooms(
  api: DockerApi,
  { ownership, auxiliaryImage }: SiteSpecification,
  { wanted: { counts, redirectedHosts }, volumes }: RoomMeans,
): Promise<Record<keyof SiteRooms, readonly RoomHolder[]>> {
  const holders = (reach: keyof SiteRooms, word: string): Promise<readonly RoomHolder[]> =>
    startHolders(api, {
      names: Array.from({ length: counts[reach] }, (_, index) => `${ownership.run}-${word}-slot-${index}`),
      image: auxiliaryImage,
      egress: reach === 'egress',
      redirectedHosts,
      volumes,
      labels: labelsOf(ownership),
    });
  const [none, egress] = await together([holders('none', 'isolated'), holders('egress', 'egress')]);
  return { none, egress };
}
