import type { V1Node } from '@kubernetes/client-node';
import { HarnessError } from '../../../errors.ts';
import { isIdentity } from '../../../vocabulary/uid-map.ts';
import type { Cluster } from './cluster.ts';

/** The handler of a pod that names no runtime class. */
const DEFAULT_HANDLER = '';

/**
 * Refuses nodes that do not say that their runtime can give a pod a user namespace of its own. On one that cannot, the kubelet makes no
 * container and says so in an event only; older ones start the pod without such a namespace.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED naming them.
 */
export function assertUserNamespaces(nodes: readonly V1Node[]): void {
  const unable = nodes.filter((node) => !hasUserNamespaces(node));
  if (unable.length === 0) return;
  const named = unable.map(
    ({ metadata, status }) => `${metadata?.name} (${status?.nodeInfo?.containerRuntimeVersion})`,
  );
  throw new HarnessError(
    'ENGINE_UNSUPPORTED',
    `These nodes cannot give a pod a user namespace of its own: ${named.join(', ')}`,
    {
      hint:
        'Choose nodes that can with --node-selector, or leave out --user-namespace. ' +
        'It takes Linux 6.3, containerd 2.0 with runc 1.2 (or CRI-O), and the feature UserNamespacesSupport, which is on by itself from Kubernetes 1.33.',
    },
  );
}

function hasUserNamespaces({ status }: V1Node): boolean {
  const handlers = status?.runtimeHandlers ?? [];
  return handlers.some(
    ({ name = DEFAULT_HANDLER, features }) => name === DEFAULT_HANDLER && features?.userNamespaces === true,
  );
}

/**
 * Refuses a cluster that left out what was asked for: one whose feature is switched off takes the pod without a word.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED
 */
export function assertInUserNamespace({ userNamespace }: Cluster, uidMap: string | undefined): void {
  if (!userNamespace || uidMap === undefined || !isIdentity(uidMap)) return;
  throw new HarnessError(
    'ENGINE_UNSUPPORTED',
    'The cluster started a pod without the user namespace that it was to have',
    { hint: 'Have the feature UserNamespacesSupport of the cluster switched on, or leave out --user-namespace.' },
  );
}

/** The text for ids that the kubelet chooses for each pod. */
const CHOSEN = '*';

/**
 * A map of user ids of a pod, as `/proc/<pid>/uid_map` has it, as it is the same for every pod: where the kubelet gives each pod
 * other ids of the node, `*` stands for the first of them. It chooses none below 65536.
 */
export function podUidMap(uidMap: string): string {
  return uidMap
    .split(',')
    .map((range) => range.trim().split(/\s+/))
    .map(([inside, outside, length]) => [inside, Number(outside) < 65_536 ? outside : CHOSEN, length].join(' '))
    .join(', ');
}
