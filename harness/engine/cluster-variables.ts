/** The variables of the environment that say which cluster is meant, and what of it is used; options stand before them. */
export const CLUSTER_VARIABLES = {
  context: 'KANIKO_CAPS_KUBE_CONTEXT',
  namespace: 'KANIKO_CAPS_NAMESPACE',
  nodeSelector: 'KANIKO_CAPS_NODE_SELECTOR',
  userNamespace: 'KANIKO_CAPS_USER_NAMESPACE',
} as const;
