import type { TrialContainer, TrialSpecification, TrialStart } from '../../trial-port.ts';
import type { Cluster } from '../api/cluster.ts';
import { describeKubeFailure } from '../api/kube-failure.ts';
import { beginRemoval, removePod } from '../pods/kube-pods.ts';
import { interferenceWith, statusOf } from '../pods/pod-end.ts';
import { builderContainerName } from '../pods/pod-settings.ts';
import type { PodWatch } from '../pods/pod-watch.ts';
import type { KubeTrialPlace } from '../trial-pod/kube-trial.ts';
import { type OpenPodProcesses, openPodProcesses, type PodProcess, processesBy } from '../trial-pod/pod-processes.ts';
import { connectBuilder, podTrial } from '../trial-pod/pod-trial.ts';
import { startPod } from '../trial-pod/start-pod.ts';
import { allAborted } from './all-aborted.ts';
import { type BuilderSights, builderSights } from './builder-sights.ts';
import { disturbanceIn, isFirstOf } from './pod-disturbance.ts';
import { podTurns, type Seat } from './pod-turns.ts';

/** A trial for a pod that several may share. */
export interface PodSharer {
  /** Only trials of one kind can share a pod: they run on one node and reach the same. */
  readonly kind: string;
  readonly specification: TrialSpecification;
  readonly place: KubeTrialPlace;
  /** Fires when nobody waits for the trial any more. @default nobody gives it up */
  readonly cancel?: AbortSignal | undefined;
}

/** A trial's place in a running pod. */
export interface OpenSeat extends Pick<Seat, 'turn' | 'giveUp' | 'leave'> {
  readonly pod: string;
  /** How many trials share the pod. */
  readonly of: number;
  /** Its part of the time that the pod took to start, in milliseconds. */
  readonly startShareMs: number;
  /** Connects to its builder, once its turn has come. @throws whatever the API server refuses it with. */
  connect(): Promise<TrialContainer>;
}

/** How the attempt to start a pod for several trials ended. */
export type SharedPodStart =
  | { readonly kind: 'open'; readonly seats: readonly OpenSeat[] }
  | Exclude<TrialStart, { kind: 'started' }>;

/** Where a shared pod runs. */
export interface SharedPodMeans {
  readonly cluster: Cluster;
  readonly watch: PodWatch;
  /** Hears that no further turn comes in the pod. */
  readonly onFree: () => void;
}

/** Starts a pod with a builder for each of these trials, whose rooms reach the same. Nothing is left of one that does not run. */
export async function openSharedPod(
  { cluster, watch, onFree }: SharedPodMeans,
  name: string,
  sharers: readonly PodSharer[],
): Promise<SharedPodStart> {
  const [first] = sharers;
  if (first === undefined) throw new Error('a pod has at least one trial');
  const begunAt = Date.now();
  const labels = Object.assign({}, ...sharers.map(({ place }) => place.place.labels));
  const trials = sharers.map(({ specification }) => specification);
  const fail = async (kind: 'ungrantable' | 'not-started', message: string): Promise<SharedPodStart> => {
    await removePod(cluster, name).catch(() => undefined);
    onFree();
    return { kind, message };
  };
  try {
    const place = { ...first.place, place: { ...first.place.place, labels } };
    const started = await startPod(
      cluster,
      watch,
      { name, trials, cancel: allAborted(sharers.map(({ cancel }) => cancel)) },
      place,
    );
    if (started.kind !== 'running') return await fail(started.kind, started.message);
    const containers = trials.map((_, index) =>
      containerId(statusOf(started.pod, builderContainerName(index, trials.length))),
    );
    const processes = await openPodProcesses(cluster, name);
    const { leftovers } = await processes.state();
    const pod: RunningPod = { name, address: started.address, containers, processes, leftovers, sharers };
    const startMs = Date.now() - begunAt - started.waitedMs;
    return { kind: 'open', seats: seatsIn({ cluster, watch, onFree }, pod, startMs / trials.length) };
  } catch (thrown) {
    return fail('not-started', describeKubeFailure(thrown));
  }
}

/** What the runtime calls a container: `containerd://ID`. @throws Error if the node does not tell. */
function containerId(status: { readonly containerID?: string } | undefined): string {
  const id = status?.containerID?.split('://')[1];
  if (id === undefined || id === '') throw new Error('the node does not tell the id of a container');
  return id;
}

interface RunningPod {
  readonly name: string;
  readonly address: string;
  /** The ids of the builders' containers, in the order of the sharers. */
  readonly containers: readonly string[];
  readonly processes: OpenPodProcesses;
  /** What was in the pod before its first build. */
  readonly leftovers: string;
  readonly sharers: readonly PodSharer[];
}

function seatsIn({ cluster, watch, onFree }: SharedPodMeans, pod: RunningPod, startShareMs: number): OpenSeat[] {
  const { name, containers, processes, leftovers, sharers } = pod;
  const sights = builderSights(processes, () => waiting().map(({ container }) => container));
  const closed = new AbortController();
  const remove = async (begin: () => Promise<void>): Promise<void> => {
    processes.close();
    await begin().catch(() => undefined);
    closed.abort();
  };
  const turns = podTurns({
    count: sharers.length,
    look: async () => disturbanceIn(await processes.state(), waiting(), leftovers),
    remove: () => remove(() => removePod(cluster, name)),
    discard: () => remove(() => beginRemoval(cluster, name)),
    onFree,
  });
  const waiting = () =>
    turns.seats.flatMap((seat, index) => {
      const [container = '', sharer] = [containers[index], sharers[index]];
      if (!seat.waits() || sharer === undefined) return [];
      const trial = sharer.specification.ownership.trial ?? sharer.specification.name;
      return [{ trial, container, sight: sights.of(container) }];
    });
  void watch
    .until(name, (seen) => (seen === null ? 'the pod is gone' : interferenceWith(seen)), closed.signal)
    .then((reason) => reason !== undefined && turns.spoil(reason));
  return turns.seats.flatMap((seat, index) => {
    const [container, sharer] = [containers[index], sharers[index]];
    if (container === undefined || sharer === undefined) return [];
    const builder = builderContainerName(index, sharers.length);
    // Builders that wait for their turn are no company of the one that works.
    const list = async (): Promise<readonly PodProcess[]> => {
      const others = waiting().filter((other) => other.container !== container);
      const all = await processes.list();
      return all.filter((process) => !others.some((other) => isFirstOf(other.container, process)));
    };
    const connect = () =>
      connectSeat({ cluster, watch, pod, sights, closed: closed.signal }, { seat, builder, container, sharer, list });
    return [{ ...seat, pod: name, of: sharers.length, startShareMs, connect }];
  });
}

interface SeatConnection {
  readonly seat: Seat;
  /** The name of the builder's container, and the runtime's id of it. */
  readonly builder: string;
  readonly container: string;
  readonly sharer: PodSharer;
  readonly list: OpenPodProcesses['list'];
}

async function connectSeat(
  {
    cluster,
    watch,
    pod,
    sights,
    closed,
  }: Pick<SharedPodMeans, 'cluster' | 'watch'> & {
    readonly pod: RunningPod;
    readonly sights: BuilderSights;
    /** Fires when the pod goes. */
    readonly closed: AbortSignal;
  },
  { seat, builder, container, sharer: { specification, place }, list }: SeatConnection,
): Promise<TrialContainer> {
  const opened = await connectBuilder(cluster, pod.name, builder);
  // One that got no context would take the end of the connection for the end of it, and begin to build.
  const close = (): void =>
    seat.waits() ? closed.addEventListener('abort', opened.close, { once: true }) : opened.close();
  const stream = { ...opened, close };
  const trial = podTrial(cluster, watch, {
    specification,
    pod: pod.name,
    builder,
    address: pod.address,
    stream,
    registry: place.registry,
    processes: processesBy(list),
    checked: (reading, asked) => sights.checked(container, reading, asked),
    onOver: ({ kind }) => seat.over(kind === 'finished'),
    end: ({ kind }) => {
      const why = `the build of ${specification.ownership.trial ?? specification.name} was ended (${kind})`;
      return seat.stop(why, kind === 'cancelled' ? 'may end by itself' : 'none');
    },
    leave: () => seat.leave(),
  });
  return {
    ...trial,
    feed: (context) => {
      seat.begin();
      return trial.feed(context);
    },
    ending: async (deadlineMs, cancel) => {
      const ended = await trial.ending(deadlineMs, cancel);
      seat.settle();
      return ended;
    },
  };
}
