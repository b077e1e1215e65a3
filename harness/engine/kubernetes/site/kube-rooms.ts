import { HarnessError, messageOf } from '../../../errors.ts';
import type { EngineHost, RoomHealth, SiteRegistry, SiteRoom, SiteSpecification } from '../../port.ts';
import { untilRoomRegistryAnswers } from '../../site-registry/await-room-registry.ts';
import { REGISTRY_PORT } from '../../site-registry/registry-layout.ts';
import type { Cluster } from '../api/cluster.ts';
import { roomLabel } from '../pods/kube-labels.ts';
import { createPolicy, hasPolicy } from '../pods/kube-objects.ts';
import { placeIn } from '../pods/pod-place.ts';
import type { PodWatch } from '../pods/pod-watch.ts';
import type { SharedPods } from '../shared-pod/share-pods.ts';
import { startKubeTrial } from '../trial-pod/kube-trial.ts';
import type { Keeper } from './keeper.ts';
import { whyUnreachable } from './keeper-fate.ts';
import { registryAddress } from './kube-registry.ts';
import { nodeFault } from './living-host.ts';
import { roomPolicy } from './network-policies.ts';
import { type RunningRoom, startRoomProgram } from './room-program.ts';

/** What all rooms of a site are made with. */
export interface RoomMeans {
  readonly cluster: Cluster;
  readonly watch: PodWatch;
  readonly keeper: Keeper;
  readonly registry: SiteRegistry;
  readonly specification: SiteSpecification;
  /** The pods that its builds share; null where each trial has one of its own. */
  readonly shared: () => SharedPods | null;
}

/** A room to make. */
export interface RoomWish {
  readonly name: string;
  readonly egress: boolean;
  readonly host: EngineHost;
}

/** Makes rooms, each with a registry at a port that no earlier room had. */
export interface RoomMaker {
  make(wish: RoomWish): Promise<SiteRoom>;
  /** Ends the registries of all rooms. */
  close(): void;
}

/** The rooms of a site: a policy each, and the registry that its trials reach. */
export function roomMaker(means: RoomMeans): RoomMaker {
  const { cluster, keeper, specification } = means;
  const running = new Map<string, RunningRoom>();
  let nextPort = REGISTRY_PORT;
  return {
    make: async (wish) => {
      const { name, egress } = wish;
      const port = nextPort;
      nextPort += 1;
      running.get(name)?.close();
      await createPolicy(cluster, roomPolicy(name, specification.ownership, { port, egress }));
      const room = await startRoomProgram(cluster, keeper, port).catch(async (thrown: unknown) => {
        throw new HarnessError('REGISTRY_FAILED', await whyUnreachable(cluster, keeper, thrown), { cause: thrown });
      });
      running.set(name, room);
      await untilRoomRegistryAnswers(name, room.registry);
      return kubeRoom(means, wish, { room, port });
    },
    close: () => {
      for (const room of running.values()) room.close();
    },
  };
}

function kubeRoom(
  { cluster, watch, keeper, registry: siteRegistry, specification, shared }: RoomMeans,
  { name, host, egress }: RoomWish,
  { room: { registry }, port }: { readonly room: RunningRoom; readonly port: number },
): SiteRoom {
  const missingPolicy = async (): Promise<string | undefined> =>
    (await hasPolicy(cluster, name)) ? undefined : `the network policy ${name} is gone`;
  // A trial that ended on a node that is to take no more pods is as good as any.
  let isNodeInDoubt = false;
  return {
    name,
    host,
    registry: { ...siteRegistry, address: registryAddress(keeper, port) },
    startTrial: async (trial, cancel) => {
      // Without it the trial would reach whatever there is.
      const missing = await missingPolicy().catch(messageOf);
      if (missing !== undefined) return { kind: 'not-started', message: missing };
      const place = {
        auxiliaryImage: specification.auxiliaryImage,
        place: { ...placeIn(cluster, host.name), labels: roomLabel(name) },
        registry,
      };
      const pods = shared();
      // What builds nothing is a question of the tool itself.
      const start =
        pods === null || !trial.pushes
          ? await startKubeTrial(cluster, watch, trial, place, cancel)
          : await pods.start({ kind: `${host.name} ${egress}`, specification: trial, place }, cancel);
      if (start.kind === 'not-started' && cancel?.aborted !== true) isNodeInDoubt = true;
      return start;
    },
    health: async (): Promise<RoomHealth> => {
      const missing = await missingPolicy();
      if (missing !== undefined) return { kind: 'broken', message: missing };
      const fault = await registry.fault();
      if (fault !== undefined) return { kind: 'broken', message: `the registry of ${name}: ${fault}` };
      const lost = isNodeInDoubt ? await nodeFault(cluster, host) : undefined;
      isNodeInDoubt = lost !== undefined;
      return lost === undefined ? { kind: 'sound' } : { kind: 'broken', message: lost };
    },
  };
}
