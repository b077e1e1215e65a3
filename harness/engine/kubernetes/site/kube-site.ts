import { HarnessError } from '../../../errors.ts';
import type { EngineHost, RoomsSpecification, Site, SiteRoom, SiteRooms, SiteSpecification } from '../../port.ts';
import { together } from '../../together.ts';
import type { Cluster } from '../api/cluster.ts';
import { imageArchitecture } from '../api/kube-environment.ts';
import { createPolicy } from '../pods/kube-objects.ts';
import { placeIn } from '../pods/pod-place.ts';
import type { PodWatch } from '../pods/pod-watch.ts';
import { type SharedPods, type SharingSettings, sharePods } from '../shared-pod/share-pods.ts';
import { assertAdmitted } from './assert-admitted.ts';
import { startKeeper } from './keeper.ts';
import { keeperGone } from './keeper-fate.ts';
import { kubeRegistry } from './kube-registry.ts';
import { type RoomMaker, type RoomWish, roomMaker } from './kube-rooms.ts';
import { livingHost } from './living-host.ts';
import { keeperPolicy } from './network-policies.ts';
import { withNodeFacts } from './node-facts.ts';
import { tryIsolation } from './try-isolation.ts';

/** Makes the pod that holds the registry of the run. The rooms are then made beside it. */
export async function openKubeSite(
  cluster: Cluster,
  watch: PodWatch,
  specification: SiteSpecification,
  hosts: readonly EngineHost[],
): Promise<Site> {
  const { ownership, auxiliaryImage, unconfined = false, tell } = specification;
  await assertAdmitted(cluster, {
    ownership,
    image: auxiliaryImage,
    unconfined,
    onFull: (message) => tell?.(`The run waits up to a minute for room in the namespace: ${message}`),
  });
  await createPolicy(cluster, keeperPolicy(`${ownership.run}-registry`, ownership));
  const place = placeIn(cluster, null);
  const keeper = await startKeeper(cluster, watch, { ownership, image: auxiliaryImage, place });
  const registry = kubeRegistry(cluster, keeper, imageArchitecture(hosts[0]?.environment.architecture ?? ''));
  const seen = await withNodeFacts({ cluster, watch, keeper, auxiliaryImage }, hosts);
  let shared: SharedPods | null = null;
  const rooms = roomMaker({ cluster, watch, keeper, registry, specification, shared: () => shared });
  const wishes = new Map<string, RoomWish>();
  return {
    registry,
    makeRooms: (wanted) => {
      shared = sharedPodsOf(wanted, { cluster, watch, run: ownership.run });
      return makeRooms(rooms, wishes, wishesOf(ownership.run, wanted, seen));
    },
    replaceRoom: async ({ name }) => {
      const wish = wishes.get(name);
      if (wish === undefined) throw new Error(`the site has no room ${name}`);
      const onLivingNode = { ...wish, host: await livingHost(cluster, wish.host, seen) };
      wishes.set(name, onLivingNode);
      return rooms.make(onLivingNode);
    },
    view: async () => ({
      evidence: { kind: 'readable', from: 'a container beside the builder' },
      witness: { kind: 'unavailable', reason: 'the builds run on nodes of a cluster' },
    }),
    isolation: (room) => tryIsolation(cluster, keeper, room, specification),
    gone: () => keeperGone(cluster, keeper),
    close: async () => rooms.close(),
  };
}

/** There is a room for each trial, also for those that wait for their turn. */
function sharedPodsOf(
  { counts, trialsPerPod = 1 }: RoomsSpecification,
  means: Pick<SharingSettings, 'cluster' | 'watch' | 'run'>,
): SharedPods | null {
  if (trialsPerPod === 1) return null;
  const pods = Math.ceil(Math.max(counts.none, counts.egress) / trialsPerPod);
  return sharePods({ ...means, perPod: trialsPerPod, pods });
}

async function makeRooms(
  rooms: RoomMaker,
  known: Map<string, RoomWish>,
  wishes: Readonly<Record<keyof SiteRooms, readonly RoomWish[]>>,
): Promise<SiteRooms> {
  for (const wish of [...wishes.none, ...wishes.egress]) known.set(wish.name, wish);
  const make = (wanted: readonly RoomWish[]): Promise<SiteRoom[]> => together(wanted.map((wish) => rooms.make(wish)));
  const [none, egress] = await together([make(wishes.none), make(wishes.egress)]);
  return { none, egress };
}

/** How the names of rooms tell what their trials reach. */
const REACH_WORDS: Readonly<Record<keyof SiteRooms, string>> = { none: 'isolated', egress: 'egress' };

/** The rooms that are wanted, around all hosts. */
function wishesOf(
  run: string,
  { counts, redirectedHosts }: RoomsSpecification,
  hosts: readonly EngineHost[],
): Readonly<Record<keyof SiteRooms, readonly RoomWish[]>> {
  if (redirectedHosts.length > 0) {
    throw new HarnessError(
      'EXECUTOR_UNSUITABLE',
      `On a cluster this executor cannot be kept from asking ${redirectedHosts[0]} for base images`,
      {
        hint: 'Use an executor that has --registry-map (v1.21.0 or newer), or run it on Docker.',
      },
    );
  }
  const wishesFor = (reach: keyof SiteRooms): RoomWish[] =>
    Array.from({ length: counts[reach] }, (_, index) => ({
      name: `${run}-${REACH_WORDS[reach]}-slot-${index}`,
      egress: reach === 'egress',
      host: hostAt(hosts, index),
    }));
  return { none: wishesFor('none'), egress: wishesFor('egress') };
}

function hostAt(hosts: readonly EngineHost[], index: number): EngineHost {
  const host = hosts[index % hosts.length];
  if (host === undefined) throw new Error('an engine has at least one host');
  return host;
}
