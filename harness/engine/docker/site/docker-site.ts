import { HarnessError } from '../../../errors.ts';
import type { MemberSite } from '../../pool/pool-member.ts';
import type { EngineHost, RoomsSpecification, Site, SiteRoom, SiteRooms, SiteSpecification } from '../../port.ts';
import { completedBy } from '../../site-registry/container-facts.ts';
import { together } from '../../together.ts';
import type { DockerApi } from '../api/docker-api.ts';
import { createDockerNetwork, createDockerVolume, listObjects, removeObjects } from '../containers/docker-objects.ts';
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
): Promise<MemberSite> {
  const { ownership, auxiliaryImage, watchKernel } = specification;
  const volumes = { bases: `${ownership.run}-bases`, trials: `${ownership.run}-trials` };
  const keeper = await startRegistry(api, specification, volumes);
  const { registry, repositories, containerFacts } = await openSiteRegistry(api, keeper);
  // Now that the registry answers, its process is its own and no longer the runtime's.
  const known = { pid: keeper.pid, word: keeper.name };
  const opening = openHostView(api, { auxiliaryImage, labels: labelsOf(ownership), watchKernel, known });
  const services = [keeper];
  let replaceRoom: Site['replaceRoom'] = () => Promise.reject(new Error('the site has no rooms yet'));
  return {
    registry,
    repositories,
    makeRooms: async (wanted) => {
      assertRedirects(api, wanted);
      const start = roomStarter(api, specification, { wanted, volumes });
      const starting = together([start.all('none'), start.all('egress')]);
      const [found, facts, [none, egress], view] = await together([host(), containerFacts, starting, opening]);
      const on = { ...found, environment: completedBy(found.environment, facts) };
      const roomOf = (holder: RoomHolder): SiteRoom => {
        services.push(holder.service);
        return dockerRoom(api, holder, on, view);
      };
      replaceRoom = async ({ name }) => roomOf(await start.again(name));
      return { none: none.map(roomOf), egress: egress.map(roomOf) };
    },
    replaceRoom: (room) => replaceRoom(room),
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

/** @throws HarnessError ENGINE_UNSUPPORTED if trials cannot be made to find the site's registry under the names of others. */
function assertRedirects({ dialect }: DockerApi, { redirectedHosts }: RoomsSpecification): void {
  if (dialect.sharesHostsFile || redirectedHosts.length === 0) return;
  const hosts = redirectedHosts.join(', ');
  throw new HarnessError(
    'ENGINE_UNSUPPORTED',
    `${dialect.title} cannot lead this executor to the sandbox's registry in the place of ${hosts}`,
    { hint: 'Use an executor that has the option --registry-map, or run this one on Docker.' },
  );
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

/** How the names of rooms tell what their trials reach. */
const REACH_WORDS: Readonly<Record<keyof SiteRooms, string>> = { none: 'isolated', egress: 'egress' };

/** What the rooms are started with. */
interface RoomMeans {
  readonly wanted: RoomsSpecification;
  readonly volumes: SiteVolumes;
}

/** Starts the containers that hold rooms. */
interface RoomStarter {
  all(reach: keyof SiteRooms): Promise<readonly RoomHolder[]>;
  /** Starts one in the place of another that has its name, of which nothing is left. */
  again(name: string): Promise<RoomHolder>;
}

function roomStarter(
  api: DockerApi,
  { ownership, auxiliaryImage }: SiteSpecification,
  { wanted: { counts, redirectedHosts }, volumes }: RoomMeans,
): RoomStarter {
  const start = (names: readonly string[], egress: boolean): Promise<readonly RoomHolder[]> =>
    startHolders(api, {
      names,
      image: auxiliaryImage,
      egress,
      redirectedHosts,
      volumes,
      labels: labelsOf(ownership),
    });
  const namesOf = (reach: keyof SiteRooms): string[] =>
    Array.from({ length: counts[reach] }, (_, index) => `${ownership.run}-${REACH_WORDS[reach]}-slot-${index}`);
  return {
    all: (reach) => start(namesOf(reach), reach === 'egress'),
    async again(name) {
      const owned = await listObjects(api, ownership.run);
      await removeObjects(
        api,
        owned.filter((object) => object.name === name),
      );
      const [holder] = await start([name], namesOf('egress').includes(name));
      if (holder === undefined) throw new Error(`no room was started in the place of ${name}`);
      return holder;
    },
  };
}
