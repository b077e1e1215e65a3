import type { V1Pod } from '@kubernetes/client-node';
import { pause } from '../../deadline.ts';
import type { Cluster } from '../api/cluster.ts';
import { clusterError, isUnanswered, wasRefusedWith } from '../api/kube-failure.ts';
import { ask, change } from '../api/request.ts';
import { isOurs } from './kube-labels.ts';
import { readPod } from './pod-watch.ts';
import { isQuotaFull, type QuotaWait, whenQuotaHasRoom } from './quota-patience.ts';

/**
 * Creates a pod under a name that is ours to give. A pod of this tool that already has it is what an earlier process left, or what came
 * of a request that nobody answered: it is removed. Anyone else's stays, and the API server's refusal is thrown. Where a quota has no
 * room now it waits; gives for how long, in milliseconds.
 */
export async function createPod(cluster: Cluster, pod: V1Pod, wait: QuotaWait = {}): Promise<number> {
  const { namespace } = cluster;
  const request = async (): Promise<void> => {
    await change(cluster, () => cluster.core.createNamespacedPod({ namespace, body: pod }));
  };
  const create = (): Promise<number> => whenQuotaHasRoom(request, wait);
  try {
    return await create();
  } catch (thrown) {
    const mayBeThere = (wasRefusedWith(thrown, 409) && !isQuotaFull(thrown)) || isUnanswered(thrown);
    if (!mayBeThere || !(await removeLeftover(cluster, pod.metadata?.name ?? ''))) throw thrown;
    return create();
  }
}

/** Removes the pod of this name if it is of this tool. Says whether the name is free now. */
async function removeLeftover(cluster: Cluster, name: string): Promise<boolean> {
  const pod = await readPod(cluster, name);
  if (pod === null) return true;
  if (!isOurs(pod.metadata)) return false;
  await removePod(cluster, name);
  return true;
}

/** How long the node may take to end what runs in a pod. */
const REMOVAL_MS = 60_000;

const LONGEST_PAUSE_MS = 500;

/**
 * Deletes a pod, running or not; it is gone when the promise resolves. The node ends its containers first, so that nothing of it still
 * runs. Where the node does not answer in time, the API server is told to forget the pod.
 *
 * @throws HarnessError ENGINE_FAILED if it cannot be deleted.
 */
export async function removePod(cluster: Cluster, name: string): Promise<void> {
  try {
    if (!(await requestRemoval(cluster, name, 1))) return;
    const giveUpAt = Date.now() + REMOVAL_MS;
    for (let pauseMs = 50; Date.now() < giveUpAt; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      await pause(pauseMs);
      if ((await readPod(cluster, name)) === null) return;
    }
    await requestRemoval(cluster, name, 0);
  } catch (thrown) {
    throw clusterError(cluster, `delete the pod ${name}`, thrown);
  }
}

/** Begins to delete a pod of which nothing runs any more that anybody could take for something else. */
export async function beginRemoval(cluster: Cluster, name: string): Promise<void> {
  try {
    await requestRemoval(cluster, name, 1);
  } catch (thrown) {
    throw clusterError(cluster, `delete the pod ${name}`, thrown);
  }
}

/** Says whether there was something to delete. */
async function requestRemoval(cluster: Cluster, name: string, gracePeriodSeconds: number): Promise<boolean> {
  const { namespace } = cluster;
  try {
    await ask(cluster, () => cluster.core.deleteNamespacedPod({ name, namespace, gracePeriodSeconds }));
    return true;
  } catch (thrown) {
    if (wasRefusedWith(thrown, 404)) return false;
    throw thrown;
  }
}
