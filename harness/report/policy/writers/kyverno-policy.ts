import { admissionConditions } from '../admission/admission-conditions.ts';
import { checkedLines } from '../admission/checked-lines.ts';
import { matchesOf, namespaceLabels } from '../admission/pod-match.ts';
import { policyComment } from '../comment/policy-comment.ts';
import { nameFor, type Policy } from '../policy.ts';
import type { AdmissionAction, PolicyTarget } from '../policy-target.ts';
import { admissionRules, admissionVariables } from './admission-rules.ts';
import { yamlText } from './yaml-text.ts';

const ACTIONS: Readonly<Record<AdmissionAction, string>> = { deny: 'Enforce', warn: 'Audit', audit: 'Audit' };

/**
 * A ClusterPolicy of Kyverno that holds pods to these capabilities.
 *
 * @throws HarnessError NO_POLICY where it would check a placeholder.
 */
export function kyvernoPolicy(policy: Policy): string {
  const { target } = policy;
  const clusterPolicy = {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: {
      name: nameFor(policy, 'kaniko-capabilities'),
      annotations: {
        'policies.kyverno.io/title': 'Capabilities of Kaniko',
        'policies.kyverno.io/subject': 'Pod',
        // The expressions read a pod; pods of controllers are checked when they are created.
        'pod-policies.kyverno.io/autogen-controllers': 'none',
      },
    },
    spec: {
      background: true,
      ...(target.action === 'warn' ? { emitWarning: true } : {}),
      rules: [
        {
          name: 'capabilities',
          match: { any: [{ resources: resourcesOf(target) }] },
          celPreconditions: admissionConditions(target),
          validate: {
            failureAction: ACTIONS[target.action],
            cel: { variables: admissionVariables(policy), expressions: admissionRules(policy) },
          },
        },
      ],
    },
  };
  return yamlText(policyComment(policy), clusterPolicy, [], [...checkedLines(policy), ...REMARKS]);
}

/** Kyverno takes ephemeral containers for pods; to name them as well would forbid to look at what runs already. */
function resourcesOf(target: PolicyTarget): object {
  const namespaces = matchesOf(target, 'namespace').map(({ name }) => name);
  const selector = namespaceLabels(target);
  return {
    kinds: ['Pod'],
    operations: ['CREATE', 'UPDATE'],
    ...(namespaces.length === 0 ? {} : { namespaces }),
    ...(selector === undefined ? {} : { namespaceSelector: selector }),
  };
}

const REMARKS = [
  'Needs Kyverno 1.13 or newer. Kyverno deprecated ClusterPolicy in 1.17 and plans to remove it in 1.20. The format',
  'validating-admission-policy does the same without Kyverno.',
];
