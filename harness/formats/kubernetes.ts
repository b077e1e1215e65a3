import type { Format } from './format.ts';

/** A Pod of Kubernetes. */
export const kubernetesFormat: Format = {
  name: 'kubernetes',
  summary: 'a Pod that runs Kaniko with the needed capabilities',
  policyFile: { extension: 'yaml', between: '---\n' },
  shows: { policy: async () => (await import('../report/policy/writers/kubernetes-pod.ts')).kubernetesPod },
};
