import { RIGHTS, type Right } from './rights.ts';

/** A manifest that gives a service account what the tool needs in a namespace, and no more. */
export function rbacManifest(namespace: string): string {
  const name = 'kaniko-caps';
  const ofNamespace = RIGHTS.filter(({ ofCluster }) => !ofCluster);
  const ofCluster = RIGHTS.filter(({ ofCluster: isOfCluster }) => isOfCluster);
  const subject = `subjects:\n  - kind: ServiceAccount\n    name: ${name}\n    namespace: ${namespace}`;
  const roleRef = (kind: string, role: string): string =>
    `roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ${kind}\n  name: ${role}`;
  return `${[
    `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${name}\n  namespace: ${namespace}`,
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nrules:\n${ofNamespace.map(ruleText).join('\n')}`,
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n${roleRef('Role', name)}\n${subject}`,
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: ${name}-${namespace}\nrules:\n${ofCluster.map(ruleText).join('\n')}`,
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: ${name}-${namespace}\n${roleRef('ClusterRole', `${name}-${namespace}`)}\n${subject}`,
  ].join('\n---\n')}\n`;
}

function ruleText({ group, resource, verbs, why }: Right): string {
  return `  # ${why}\n  - apiGroups: ['${group}']\n    resources: [${resource}]\n    verbs: [${verbs.join(', ')}]`;
}
