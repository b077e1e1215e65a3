import { namesOf } from '../../../capabilities/capability-set.ts';
import type { Policy } from '../policy.ts';
import { policyComment } from '../policy-comment.ts';
import { yamlText } from './yaml-text.ts';

/** Marks the namespaces whose pods a constraint holds to its capabilities. */
const NAMESPACE_LABEL = 'kaniko-builds';

/** A constraint of Gatekeeper that holds the pods of chosen namespaces to these capabilities. */
export function gatekeeperConstraint(policy: Policy): string {
  const constraint = {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: 'K8sPSPCapabilities',
    metadata: { name: 'kaniko-capabilities' },
    spec: {
      enforcementAction: 'deny',
      match: {
        kinds: [{ apiGroups: [''], kinds: ['Pod'] }],
        namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: 'true' } },
      },
      parameters: { allowedCapabilities: namesOf(policy.set), requiredDropCapabilities: ['ALL'] },
    },
  };
  return yamlText(policyComment(policy), constraint, [], REMARKS);
}

const REMARKS = [
  'Needs the ConstraintTemplate k8spspcapabilities of the gatekeeper-library (library/pod-security-policy/capabilities).',
  'The template can exempt images but not select them: it checks every container in the namespaces that you label,',
  `kubectl label namespace NAME ${NAMESPACE_LABEL}=true. It checks only capabilities.`,
];
