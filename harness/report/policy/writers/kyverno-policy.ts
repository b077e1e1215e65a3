import type { Policy } from '../policy.ts';
import { policyComment } from '../policy-comment.ts';
import { admissionRules, admissionVariables } from './admission-rules.ts';
import { checkedImageLines } from './validating-admission-policy.ts';
import { yamlText } from './yaml-text.ts';

/** A ClusterPolicy of Kyverno that holds pods with the builder's image to these capabilities. */
export function kyvernoPolicy(policy: Policy): string {
  const clusterPolicy = {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: {
      name: 'kaniko-capabilities',
      annotations: {
        'policies.kyverno.io/title': 'Capabilities of Kaniko',
        'policies.kyverno.io/subject': 'Pod',
        // The expressions read a pod; pods of controllers are checked when they are created.
        'pod-policies.kyverno.io/autogen-controllers': 'none',
      },
    },
    spec: {
      background: true,
      rules: [
        {
          name: 'capabilities',
          match: { any: [{ resources: { kinds: ['Pod'], operations: ['CREATE', 'UPDATE'] } }] },
          validate: {
            failureAction: 'Enforce',
            cel: { variables: admissionVariables(policy), expressions: admissionRules(policy) },
          },
        },
      ],
    },
  };
  return yamlText(policyComment(policy), clusterPolicy, [], [...checkedImageLines(policy), ...REMARKS]);
}

const REMARKS = [
  'Needs Kyverno 1.13 or newer. Kyverno deprecated ClusterPolicy in 1.17 and plans to remove it in 1.20. The format',
  'validating-admission-policy does the same without Kyverno.',
];
