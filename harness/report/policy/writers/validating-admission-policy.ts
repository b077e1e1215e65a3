import type { Policy } from '../policy.ts';
import { policyComment } from '../policy-comment.ts';
import { admissionRules, admissionVariables } from './admission-rules.ts';
import { builderImage } from './builder-image.ts';
import { yamlText } from './yaml-text.ts';

/** A ValidatingAdmissionPolicy that holds pods with the builder's image to these capabilities, and its binding. */
export function validatingAdmissionPolicy(policy: Policy): string {
  const name = 'kaniko-capabilities';
  const admission = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
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
      variables: admissionVariables(policy),
      validations: admissionRules(policy),
    },
  };
  const binding = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  };
  return `${yamlText(policyComment(policy), admission)}---\n${yamlText([], binding, [], checkedImageLines(policy))}`;
}

/** Which containers an admission policy is about. */
export function checkedImageLines({ record }: Policy): string[] {
  const { repository, note } = builderImage(record);
  return [
    `Checks the containers whose image is ${repository}, under any tag or digest.`,
    "An image with another name, such as a mirror's, is not checked. Allow only known registries too.",
    ...(note === null ? [] : [`image: ${note}`]),
  ];
}
