import { at, textAt } from '../../manifest/yaml/yaml-value.ts';
import type { PolicyKind } from '../model/existing-policy.ts';
import { plainJson } from '../model/plain-json.ts';
import { SCC_RULES } from './scc-rules.ts';

/** SecurityContextConstraints of OpenShift. Each is judged alone; a cluster takes any that the service account may use. */
export const SECURITY_CONTEXT_CONSTRAINTS: PolicyKind = {
  name: 'SecurityContextConstraints (OpenShift)',
  claims: ({ root }) => textAt(root, 'kind') === 'SecurityContextConstraints',
  read: ({ root }) => {
    const constraints = plainJson(root);
    return {
      title: `SecurityContextConstraints ${textAt(root, 'metadata', 'name') ?? ''}`,
      place: root.place,
      rules: SCC_RULES.map(({ key, judge }) => ({
        name: key,
        place: (at(root, key) ?? root).place,
        effect: 'denies',
        judge: (pod) => judge(constraints, pod),
      })),
    };
  },
};
