import type { Format } from './format.ts';

/** A ValidatingAdmissionPolicy of Kubernetes. */
export const validatingAdmissionPolicyFormat: Format = {
  name: 'validating-admission-policy',
  summary: 'the same as a Kubernetes ValidatingAdmissionPolicy',
  admitsPods: 'by-image',
  policyFile: { extension: 'yaml', between: '---\n' },
  shows: {
    policy: async () =>
      (await import('../report/policy/writers/validating-admission-policy.ts')).validatingAdmissionPolicy,
  },
};
