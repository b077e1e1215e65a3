import type { V1NetworkPolicy, V1Pod } from '@kubernetes/client-node';
import type { OwnedObject } from '../../port.ts';
import type { Cluster } from '../api/cluster.ts';
import { clusterError, wasRefusedWith } from '../api/kube-failure.ts';
import { ask, change } from '../api/request.ts';
import { ownershipIn, PART_LABEL, selectorOf } from './kube-labels.ts';
import { removePod } from './kube-pods.ts';

const [POD, POLICY] = ['pod', 'network policy'];

/** The pods and network policies of this tool in the namespace, or of one of its runs. */
export async function listObjects(cluster: Cluster, run: string | undefined): Promise<OwnedObject[]> {
  const { core, networking, namespace } = cluster;
  const labelSelector = selectorOf(run);
  try {
    const [pods, policies] = await Promise.all([
      ask(cluster, () => core.listNamespacedPod({ namespace, labelSelector })),
      ask(cluster, () => networking.listNamespacedNetworkPolicy({ namespace, labelSelector })),
    ]);
    return [
      ...pods.items.filter((pod) => !isGoing(pod)).map((pod) => ownedObject(POD, pod)),
      ...policies.items.map((policy) => ({
        ...ownedObject(POLICY, policy),
        isRoom: policy.metadata?.labels?.[PART_LABEL] === 'room',
      })),
    ];
  } catch (thrown) {
    throw clusterError(cluster, 'list the pods and network policies', thrown);
  }
}

/** How long a node may take to end a pod that is being deleted before that needs somebody's attention. */
const GOING_MS = 60_000;

/** Whether a pod is being deleted, and all is as it should be. */
function isGoing({ metadata }: V1Pod): boolean {
  const since = metadata?.deletionTimestamp;
  return since !== undefined && Date.now() - new Date(since).getTime() < GOING_MS;
}

function ownedObject(kind: string, { metadata }: Pick<V1NetworkPolicy, 'metadata'>): OwnedObject {
  const name = metadata?.name ?? '';
  return { kind, id: metadata?.uid ?? name, name, ownership: metadata === undefined ? null : ownershipIn(metadata) };
}

/** Deletes objects; they are gone when the promise resolves. Pods first: until then policies hold for them. */
export async function removeObjects(cluster: Cluster, objects: readonly OwnedObject[]): Promise<void> {
  const named = (wanted: string): string[] => objects.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  await Promise.all(named(POD).map((name) => removePod(cluster, name)));
  await Promise.all(named(POLICY).map((name) => removePolicy(cluster, name)));
}

/** Creates a network policy; one of that name that an earlier process left is replaced. */
export async function createPolicy(cluster: Cluster, policy: V1NetworkPolicy): Promise<void> {
  const { networking, namespace } = cluster;
  const name = policy.metadata?.name ?? '';
  const create = (): Promise<unknown> =>
    change(cluster, () => networking.createNamespacedNetworkPolicy({ namespace, body: policy }));
  try {
    await create().catch(async (thrown: unknown) => {
      if (!wasRefusedWith(thrown, 409)) throw thrown;
      await removePolicy(cluster, name);
      await create();
    });
  } catch (thrown) {
    throw clusterError(cluster, `create the network policy ${name}`, thrown);
  }
}

/** Whether there is a network policy of that name. */
export async function hasPolicy(cluster: Cluster, name: string): Promise<boolean> {
  const { networking, namespace } = cluster;
  try {
    await ask(cluster, () => networking.readNamespacedNetworkPolicy({ name, namespace }));
    return true;
  } catch (thrown) {
    if (wasRefusedWith(thrown, 404)) return false;
    throw thrown;
  }
}

async function removePolicy(cluster: Cluster, name: string): Promise<void> {
  const { networking, namespace } = cluster;
  try {
    await ask(cluster, () => networking.deleteNamespacedNetworkPolicy({ name, namespace }));
  } catch (thrown) {
    if (!wasRefusedWith(thrown, 404)) throw clusterError(cluster, `delete the network policy ${name}`, thrown);
  }
}
