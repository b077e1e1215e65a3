import type { Informer, ObjectCache, V1Pod } from '@kubernetes/client-node';
import { pause } from '../../deadline.ts';
import type { Ownership } from '../../ownership.ts';
import type { Cluster } from '../api/cluster.ts';
import { wasRefusedWith } from '../api/kube-failure.ts';
import { ask } from '../api/request.ts';
import { selectorOfProcess } from './kube-labels.ts';

/** What is seen of a pod; null once it is gone. */
export type Sighting = V1Pod | null;

/** The pods of this process as the API server tells of them, by one watch for all of them. */
export interface PodWatch {
  /**
   * Waits until `find` gives something for what is seen of a pod, from what is known of it now on. Looks by itself now and then, for
   * a watch may stand still. Resolves with undefined when the signal fires.
   */
  until<T>(name: string, find: (seen: Sighting) => T | undefined, signal: AbortSignal): Promise<T | undefined>;
  close(): Promise<void>;
}

/** How often a pod is asked for although the watch tells nothing of it. */
const HEARTBEAT_MS = 20_000;

/** The pause before a watch that broke is begun again. */
const RESTART_MS = 500;

/** Watches what this process makes. Nothing is sent before somebody waits for a pod. */
export function watchPods(cluster: Cluster, owner: Ownership['process']): PodWatch {
  const listeners = new Map<string, Set<(seen: Sighting) => void>>();
  let informer: (Informer<V1Pod> & ObjectCache<V1Pod>) | undefined;
  let isClosed = false;
  const tell = (name: string, seen: Sighting): void => {
    for (const listener of listeners.get(name) ?? []) listener(seen);
  };
  const begin = (): void => {
    if (informer !== undefined) return;
    informer = informerOf(cluster, owner);
    informer.on('change', (pod) => tell(pod.metadata?.name ?? '', pod));
    informer.on('delete', (pod) => tell(pod.metadata?.name ?? '', null));
    informer.on('error', () => {
      void pause(RESTART_MS).then(() => (isClosed ? undefined : informer?.start().catch(() => undefined)));
    });
    informer.start().catch(() => undefined);
  };
  return {
    until: (name, find, signal) => {
      begin();
      return untilSeen({ cluster, listeners, known: () => informer?.get(name, cluster.namespace) }, name, find, signal);
    },
    close: async () => {
      isClosed = true;
      await informer?.stop();
    },
  };
}

function informerOf(cluster: Cluster, owner: Ownership['process']): Informer<V1Pod> & ObjectCache<V1Pod> {
  const { client, config, core, namespace } = cluster;
  const labelSelector = selectorOfProcess(owner);
  const path = `/api/v1/namespaces/${namespace}/pods`;
  return client.makeInformer(config, path, () => core.listNamespacedPod({ namespace, labelSelector }), labelSelector);
}

interface Waiting {
  readonly cluster: Cluster;
  readonly listeners: Map<string, Set<(seen: Sighting) => void>>;
  readonly known: () => V1Pod | undefined;
}

async function untilSeen<T>(
  { cluster, listeners, known }: Waiting,
  name: string,
  find: (seen: Sighting) => T | undefined,
  signal: AbortSignal,
): Promise<T | undefined> {
  const over = new AbortController();
  let found: T | undefined;
  const look = (seen: Sighting): void => {
    if (found !== undefined) return;
    found = find(seen);
    if (found !== undefined) over.abort();
  };
  const ofPod = listeners.get(name) ?? new Set();
  listeners.set(name, ofPod.add(look));
  try {
    const now = known();
    if (now !== undefined) look(now);
    const stop = AbortSignal.any([signal, over.signal]);
    while (!stop.aborted) {
      await pause(HEARTBEAT_MS, stop);
      // What cannot be asked now is told by the watch, or asked for with the next beat.
      if (!stop.aborted) await readPod(cluster, name).then(look, () => undefined);
    }
    return found;
  } finally {
    ofPod.delete(look);
    if (ofPod.size === 0) listeners.delete(name);
  }
}

/** What the API server says of a pod now; null if there is none of that name. */
export async function readPod(cluster: Cluster, name: string): Promise<Sighting> {
  try {
    return await ask(cluster, () => cluster.core.readNamespacedPod({ name, namespace: cluster.namespace }));
  } catch (thrown) {
    if (wasRefusedWith(thrown, 404)) return null;
    throw thrown;
  }
}
