import { admissionConditions } from '../admission/admission-conditions.ts';
import { checkedLines } from '../admission/checked-lines.ts';
import { namespaceSelector } from '../admission/pod-match.ts';
import { policyComment } from '../comment/policy-comment.ts';
import { nameFor, type Policy } from '../policy.ts';
import type { AdmissionAction } from '../policy-target.ts';
import { admissionRules, admissionVariables } from './admission-rules.ts';
import { yamlText } from './yaml-text.ts';

const NAME = 'kaniko-capabilities';

const ACTIONS: Readonly<Record<AdmissionAction, string>> = { deny: 'Deny', warn: 'Warn', audit: 'Audit' };

/**
 * A ValidatingAdmissionPolicy that holds pods to these capabilities, and its binding.
 *
 * @throws HarnessError NO_POLICY where it would check a placeholder.
 */
export function validatingAdmissionPolicy(policy: Policy): string {
  const admission = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: nameFor(policy, NAME) },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['pods', 'pods/ephemeralcontainers'],
          },
        ],
      },
      matchConditions: admissionConditions(policy.target),
      variables: admissionVariables(policy),
      validations: admissionRules(policy),
    },
  };
  return `${yamlText(policyComment(policy), admission)}---\n${yamlText([], bindingOf(policy), [], checkedLines(policy))}`;
}

function bindingOf(policy: Policy): object {
  const { target } = policy;
  const name = nameFor(policy, NAME);
  const selector = namespaceSelector(target);
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: {
      policyName: name,
      validationActions: [ACTIONS[target.action]],
      ...(selector === undefined ? {} : { matchResources: { namespaceSelector: selector } }),
    },
  };
}
