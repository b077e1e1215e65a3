import type { Cluster } from '../api/cluster.ts';

/** Where a pod may run, and as whom. */
export interface PodPlace {
  /** The value of the node's label `kubernetes.io/hostname`; null for any node. */
  readonly node: string | null;
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Whether it has a user namespace of its own. */
  readonly userNamespace: boolean;
}

/** A place on a node of the cluster that may be used, or on any of them. */
export function placeIn({ nodeSelector, userNamespace }: Cluster, node: string | null): PodPlace {
  return { node, nodeSelector, userNamespace };
}
