import type { Format } from './format.ts';

/** A Task of Tekton. */
export const tektonFormat: Format = {
  name: 'tekton',
  summary: 'a Tekton Task',
  policyFile: { extension: 'yaml', between: '---\n' },
  shows: { policy: async () => (await import('../report/policy/writers/tekton-task.ts')).tektonTask },
};
