import type { V1Pod } from '@kubernetes/client-node';
import type { Cluster } from '../api/cluster.ts';
import { describeKubeFailure } from '../api/kube-failure.ts';
import { interferenceWith } from '../pods/pod-end.ts';
import { readPod, type Sighting } from '../pods/pod-watch.ts';
import type { Keeper } from './keeper.ts';

/** What became of the pod that holds the registries, else what the API server said. */
export async function whyUnreachable(cluster: Cluster, keeper: Keeper, thrown: unknown): Promise<string> {
  const pod = await readPod(cluster, keeper.pod).catch(() => undefined);
  const fate = pod === undefined ? undefined : fateOf(pod);
  return unusableText(keeper, fate ?? describeKubeFailure(thrown));
}

/** Why the pod that holds the registries never runs again, in words; undefined if it may. */
export async function keeperGone(cluster: Cluster, keeper: Keeper): Promise<string | undefined> {
  const end = endOfKeeper(await readPod(cluster, keeper.pod));
  return end === undefined ? undefined : unusableText(keeper, end);
}

/**
 * How the pod came to its end, in words; undefined if it has not. Its containers are never started again. A pod on a node that does not
 * answer may still run.
 */
export function endOfKeeper(pod: Sighting): string | undefined {
  if (pod === null) return fateOf(pod);
  const isOver = pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded';
  const isDeleted = pod.metadata?.deletionTimestamp !== undefined;
  return isOver || isDeleted || containerFault(pod) !== undefined ? (fateOf(pod) ?? 'it has ended') : undefined;
}

function fateOf(pod: Sighting): string | undefined {
  return pod === null ? 'it is gone' : (interferenceWith(pod) ?? containerFault(pod));
}

function containerFault({ status }: V1Pod): string | undefined {
  const ended = status?.containerStatuses?.find(({ state }) => state?.terminated !== undefined);
  const { reason, exitCode } = ended?.state?.terminated ?? {};
  return ended && `its container ${ended.name} ended (${reason ?? 'ended'}, exit code ${exitCode})`;
}

function unusableText({ pod }: Keeper, why: string): string {
  return `The pod ${pod}, which holds the registry of the run, cannot be used: ${why}`;
}
