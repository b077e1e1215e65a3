import type { Format } from './format.ts';

/** A ClusterPolicy of Kyverno. */
export const kyvernoFormat: Format = {
  name: 'kyverno',
  summary: 'a Kyverno ClusterPolicy that admits only the needed capabilities',
  admitsPods: 'by-image',
  policyFile: { extension: 'yaml', between: '---\n' },
  shows: { policy: async () => (await import('../report/policy/writers/kyverno-policy.ts')).kyvernoPolicy },
};
