import { type CapabilitySet, EMPTY_SET, intersection, setOf } from '../../../capabilities/capability-set.ts';
import { pause } from '../../deadline.ts';
import type { TrialStart } from '../../trial-port.ts';
import type { Cluster } from '../api/cluster.ts';
import { describeKubeFailure } from '../api/kube-failure.ts';
import type { PodWatch } from '../pods/pod-watch.ts';
import { type Deferred, deferred } from './deferred.ts';
import { podQueue, type QueueItem } from './pod-queue.ts';
import { type OpenSeat, openSharedPod, type PodSharer } from './shared-pod.ts';

/** How pods are shared. */
export interface SharingSettings {
  readonly cluster: Cluster;
  readonly watch: PodWatch;
  /** The beginning of the names of pods. */
  readonly run: string;
  /** The most trials that share a pod. */
  readonly perPod: number;
  /** How many pods may be at work at once. */
  readonly pods: number;
}

/** Pods that trials share, in which they take turns. */
export interface SharedPods {
  /**
   * Waits for the turn of a trial in a pod, and connects to its builder. A trial whose pod is of no use to it before its turn goes on in
   * another pod. `cancel` ends the waiting. Whatever goes wrong is a value.
   */
  start(sharer: PodSharer, cancel?: AbortSignal): Promise<TrialStart>;
}

/** How long nothing more may come before a pod with room left is opened. */
const QUIET_MS = 150;

/** In how many pods a trial waits for its turn before it counts as one that does not start. */
const MOST_PODS = 4;

type Opening = { readonly kind: 'seat'; readonly seat: OpenSeat } | Exclude<TrialStart, { kind: 'started' }>;

interface Sharer extends QueueItem, PodSharer {
  readonly opened: Deferred<Opening>;
  isAlone: boolean;
  isWanted: boolean;
}

/** Opens no pod yet. */
export function sharePods({ cluster, watch, run, perPod, pods }: SharingSettings): SharedPods {
  let opened = 0;
  const open = async (sharers: readonly Sharer[], onFree: () => void): Promise<void> => {
    opened += 1;
    const name = `${run}-pod-${String(opened).padStart(4, '0')}`;
    const start = await openSharedPod({ cluster, watch, onFree }, name, sharers);
    if (start.kind === 'open') {
      for (const [index, seat] of start.seats.entries()) take(sharers[index], seat);
      return;
    }
    // Nobody knows whose it is; each finds out by itself.
    const [only, ...others] = sharers;
    if (others.length === 0) only?.opened.resolve(start);
    else sharers.forEach(addAlone);
  };
  const addAlone = (sharer: Sharer): void => {
    sharer.isAlone = true;
    if (sharer.isWanted) queue.add(sharer);
  };
  const queue = podQueue<Sharer>({
    perPod,
    pods,
    quiet: () => pause(QUIET_MS),
    open: (sharers, free) => void open(sharers, free),
  });
  return {
    start: async (sharer, cancel) => {
      const askedAt = Date.now();
      const moves: string[] = [];
      while (moves.length < MOST_PODS) {
        const came = await untilTurn(queue, sharer, cancel);
        if (came.kind === 'spoiled') moves.push(came.reason);
        else if (came.kind === 'come') return connect(came, { moves, askedAt });
        else return came;
      }
      const message = `no turn came in ${MOST_PODS} pods that were shared: ${moves.at(-1)}`;
      return { kind: 'not-started', message };
    },
  };
}

function take(sharer: Sharer | undefined, seat: OpenSeat): void {
  if (sharer?.isWanted === false) seat.giveUp();
  sharer?.opened.resolve({ kind: 'seat', seat });
}

type Came =
  | { readonly kind: 'come'; readonly number: number; readonly seat: OpenSeat }
  | { readonly kind: 'spoiled'; readonly reason: string }
  | Exclude<TrialStart, { kind: 'started' }>;

/** Waits in one pod. */
async function untilTurn(
  queue: { add(item: Sharer): void; drop(item: Sharer): boolean },
  wanted: PodSharer,
  cancel: AbortSignal | undefined,
): Promise<Came> {
  const sharer: Sharer = {
    ...wanted,
    cancel,
    isAlone: intersection(wanted.specification.capabilities, LASTING) !== EMPTY_SET,
    opened: deferred<Opening>(),
    isWanted: true,
  };
  const cancelled = untilAborted(cancel);
  queue.add(sharer);
  const opening = await Promise.race([sharer.opened.promise, cancelled]);
  if (opening === CANCELLED) {
    sharer.isWanted = false;
    queue.drop(sharer);
    return CANCELLED;
  }
  if (opening.kind !== 'seat') return opening;
  const { seat } = opening;
  const turn = await Promise.race([seat.turn, cancelled]);
  if (turn === CANCELLED) seat.giveUp();
  if (turn.kind === 'spoiled') void seat.leave();
  return turn.kind === 'come' ? { ...turn, seat } : turn;
}

async function connect(
  { seat, number }: Extract<Came, { kind: 'come' }>,
  { moves, askedAt }: { readonly moves: readonly string[]; readonly askedAt: number },
): Promise<TrialStart> {
  const { pod, of, startShareMs } = seat;
  const waitedMs = Math.max(0, Math.round(Date.now() - askedAt - startShareMs));
  try {
    const container = await seat.connect();
    return { kind: 'started', container, shared: { pod, turn: number, of, moves: [...moves] }, waitedMs };
  } catch (thrown) {
    await seat.leave();
    return { kind: 'not-started', message: describeKubeFailure(thrown) };
  }
}

const CANCELLED = { kind: 'not-started', message: 'nobody waits for it any more' } as const;

function untilAborted(signal: AbortSignal | undefined): Promise<typeof CANCELLED> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve(CANCELLED);
    signal?.addEventListener('abort', () => resolve(CANCELLED), { once: true });
  });
}

/** What a build with them may change outlives it in its pod: network and host name. */
const LASTING: CapabilitySet = setOf('NET_ADMIN', 'SYS_ADMIN');
