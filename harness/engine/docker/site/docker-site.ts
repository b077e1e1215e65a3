import type { EngineHost, RoomsSpecification, Site, SiteRooms, SiteSpecification } from '../../port.ts';
import { together } from '../../together.ts';
import type { DockerApi } from '../api/docker-api.ts';
import { createDockerNetwork } from '../containers/docker-objects.ts';
import type { Service } from '../containers/docker-service.ts';
import { labelsOf } from '../docker-labels.ts';
import { openHostView } from '../evidence/host-view.ts';
import { dockerRoom, startHolders } from './docker-rooms.ts';
import { openSiteRegistry, registryHosts, startSiteRegistry } from './site-registry.ts';

/** The networks of a site, by what is reached in them besides the registry. */
type SiteNetworks = Readonly<Record<keyof SiteRooms, string>>;

/** Makes two networks, and the registry in both. The rooms are then made, each in one of them. */
export async function openDockerSite(
  api: DockerApi,
  specification: SiteSpecification,
  host: () => Promise<EngineHost>,
): Promise<Site> {
  const { ownership, auxiliaryImage, watchKernel } = specification;
  const networks = { none: `${ownership.run}-isolated`, egress: `${ownership.run}-egress` };
  const service = await startRegistry(api, specification, networks);
  const registry = await openSiteRegistry(api, service);
  // Now that the registry answers, its process is its own and no longer the runtime's.
  const known = { pid: service.pid, word: service.name };
  const opening = openHostView(api, { auxiliaryImage, labels: labelsOf(ownership), watchKernel, known });
  return {
    registry,
    makeRooms: async (wanted) => {
      const starting = startRooms(api, specification, { wanted, networks, service });
      const [on, names, view] = await together([host(), starting, opening]);
      const roomsOf = (holders: readonly string[]) => holders.map((name) => dockerRoom(api, name, on, view));
      return { none: roomsOf(names.none), egress: roomsOf(names.egress) };
    },
    view: async () => {
      const { reader, watching } = await opening;
      return { evidence: reader.source, witness: watching };
    },
    close: async () => (await opening).close(),
  };
}

async function startRegistry(
  api: DockerApi,
  { ownership, auxiliaryImage }: SiteSpecification,
  networks: SiteNetworks,
): Promise<Service> {
  const labels = labelsOf(ownership);
  await together([
    createDockerNetwork(api, { name: networks.none, internal: true, labels }),
    createDockerNetwork(api, { name: networks.egress, internal: false, labels }),
  ]);
  return startSiteRegistry(api, {
    name: `${ownership.run}-registry`,
    image: auxiliaryImage,
    networks: [networks.egress, networks.none],
    labels,
  });
}

/** What the rooms are started with. */
interface RoomMeans {
  readonly wanted: RoomsSpecification;
  readonly networks: SiteNetworks;
  readonly service: Service;
}

/** The names of the containers that hold the rooms. */
async function startRooms(
  api: DockerApi,
  { ownership, auxiliaryImage }: SiteSpecification,
  { wanted: { counts, redirectedHosts }, networks, service }: RoomMeans,
): Promise<Record<keyof SiteRooms, readonly string[]>> {
  const labels = labelsOf(ownership);
  const holders = (reach: keyof SiteRooms, nameServers: readonly string[]): Promise<readonly string[]> =>
    startHolders(api, {
      names: Array.from({ length: counts[reach] }, (_, index) => `${networks[reach]}-slot-${index}`),
      image: auxiliaryImage,
      network: networks[reach],
      hosts: registryHosts(service, networks[reach], redirectedHosts),
      nameServers,
      labels,
    });
  // No name is looked up outside on behalf of an isolated trial: Docker's own resolver would do so for it.
  const [none, egress] = await together([holders('none', ['127.0.0.1']), holders('egress', [])]);
  return { none, egress };
}
