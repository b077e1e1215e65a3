import type { AuthorizationV1Api, CoreV1Api, KubeConfig, NetworkingV1Api } from '@kubernetes/client-node';

/** The client's package. It takes about a second and 77 MB to load, so it is loaded when a cluster is opened. */
export type ClientModule = typeof import('@kubernetes/client-node');

/** A connection to the API server of a cluster, as one user, in one namespace. */
export interface Cluster {
  readonly client: ClientModule;
  readonly config: KubeConfig;
  readonly core: CoreV1Api;
  readonly networking: NetworkingV1Api;
  readonly authorization: AuthorizationV1Api;
  /** What everything of this tool is created in. It is never created by it. */
  readonly namespace: string;
  /** Labels that a node must have; empty for any node. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Whether each pod has a user namespace of its own, in which its root is a plain user of the node. */
  readonly userNamespace: boolean;
  readonly url: string;
  /** In words: `context "staging" of ~/.kube/config`. */
  readonly foundBy: string;
  /** How long the API server may take to answer one request. */
  readonly deadlineMs: number;
}
