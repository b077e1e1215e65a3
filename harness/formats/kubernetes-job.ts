import type { Format } from './format.ts';

/** A Job of Kubernetes. */
export const kubernetesJobFormat: Format = {
  name: 'kubernetes-job',
  summary: 'the same as a Job',
  policyFile: { extension: 'yaml', between: '---\n' },
  shows: { policy: async () => (await import('../report/policy/writers/kubernetes-pod.ts')).kubernetesJob },
};
