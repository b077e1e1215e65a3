import type { EngineHost, Site, SiteSpecification } from '../../port.ts';
import { together } from '../../together.ts';
import type { DockerApi } from '../api/docker-api.ts';
import { createDockerNetwork } from '../containers/docker-objects.ts';
import { labelsOf } from '../docker-labels.ts';
import { openHostView } from '../evidence/host-view.ts';
import { dockerRoom, startHolders } from './docker-rooms.ts';
import { openSiteRegistry, registryHosts, startSiteRegistry } from './site-registry.ts';

/** Makes two networks, the registry in both, and the rooms, each in one of them. */
export async function openDockerSite(
  api: DockerApi,
  specification: SiteSpecification,
  host: () => Promise<EngineHost>,
): Promise<Site> {
  const { ownership, auxiliaryImage, redirectedHosts, watchKernel } = specification;
  const labels = labelsOf(ownership);
  const networks = { none: `${ownership.run}-isolated`, egress: `${ownership.run}-egress` };
  await together([
    createDockerNetwork(api, { name: networks.none, internal: true, labels }),
    createDockerNetwork(api, { name: networks.egress, internal: false, labels }),
  ]);
  const service = await startSiteRegistry(api, {
    name: `${ownership.run}-registry`,
    image: auxiliaryImage,
    networks: [networks.egress, networks.none],
    labels,
  });
  const holders = (reach: keyof typeof networks, nameServers: readonly string[]): Promise<readonly string[]> =>
    startHolders(api, {
      names: Array.from({ length: specification.rooms[reach] }, (_, index) => `${networks[reach]}-slot-${index}`),
      image: auxiliaryImage,
      network: networks[reach],
      hosts: registryHosts(service, networks[reach], redirectedHosts),
      nameServers,
      labels,
    });
  const opening = openHostView(api, { auxiliaryImage, labels, watchKernel, mayReadLocally: true });
  try {
    const [registry, none, egress, view, on] = await together([
      openSiteRegistry(api, service),
      // No name is looked up outside on behalf of an isolated trial: Docker's own resolver would do so for it.
      holders('none', ['127.0.0.1']),
      holders('egress', []),
      opening,
      host(),
    ]);
    const rooms = (names: readonly string[]) => names.map((name) => dockerRoom(api, name, on, view));
    return {
      registry,
      rooms: { none: rooms(none), egress: rooms(egress) },
      evidence: view.reader.source,
      witness: view.watching,
      close: view.close,
    };
  } catch (thrown) {
    await (await opening).close();
    throw thrown;
  }
}
