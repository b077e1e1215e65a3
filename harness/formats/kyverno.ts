import type { Format } from './format.ts';

/** A ClusterPolicy of Kyverno. */
export const kyvernoFormat: Format = {
  name: 'kyverno',
  summary: 'a ClusterPolicy of Kyverno that admits only what is needed',
  shows: { policy: async () => (await import('../report/policy/kyverno-policy.ts')).kyvernoPolicy },
};
