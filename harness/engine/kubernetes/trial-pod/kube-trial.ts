import type { RoomRegistry } from '../../site-registry/room-registry.ts';
import { together } from '../../together.ts';
import type { TrialSpecification, TrialStart } from '../../trial-port.ts';
import type { Cluster } from '../api/cluster.ts';
import { describeKubeFailure } from '../api/kube-failure.ts';
import { beginRemoval, removePod } from '../pods/kube-pods.ts';
import type { PodWatch } from '../pods/pod-watch.ts';
import { BUILDER } from '../pods/trial-containers.ts';
import { openPodProcesses } from './pod-processes.ts';
import { connectBuilder, podTrial } from './pod-trial.ts';
import { type PodSurroundings, startPod } from './start-pod.ts';

/** Where a trial runs, and the registry that it reaches. */
export type KubeTrialPlace = PodSurroundings & { readonly registry: RoomRegistry | null };

/**
 * Starts a trial in a pod of its own and connects to it. Whatever goes wrong is a value, and nothing of the pod is left. `cancel` ends the
 * waiting for room in a quota.
 */
export async function startKubeTrial(
  cluster: Cluster,
  watch: PodWatch,
  specification: TrialSpecification,
  place: KubeTrialPlace,
  cancel?: AbortSignal,
): Promise<TrialStart> {
  const { name } = specification;
  const opened: { close(): void }[] = [];
  const fail = async (start: Exclude<TrialStart, { kind: 'started' }>): Promise<TrialStart> => {
    for (const stream of opened) stream.close();
    await removePod(cluster, name).catch(() => undefined);
    return start;
  };
  try {
    const started = await startPod(cluster, watch, { name, trials: [specification], cancel }, place);
    if (started.kind !== 'running') return await fail(started);
    const [stream, open] = await together([connectBuilder(cluster, name, BUILDER), openPodProcesses(cluster, name)]);
    opened.push(stream, open);
    const container = podTrial(cluster, watch, {
      stream,
      specification,
      pod: name,
      builder: BUILDER,
      address: started.address,
      registry: place.registry,
      processes: open,
      // Only deleting the pod ends what runs in it.
      end: () => removePod(cluster, name).catch(() => undefined),
      leave: async (hasExited) => {
        open.close();
        // Of one whose builder ended, the node has ended every process.
        await (hasExited ? beginRemoval(cluster, name) : removePod(cluster, name));
      },
    });
    return { kind: 'started', container, waitedMs: started.waitedMs };
  } catch (thrown) {
    return fail({ kind: 'not-started', message: describeKubeFailure(thrown) });
  }
}
