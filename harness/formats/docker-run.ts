import type { Format } from './format.ts';

/** A command that runs Kaniko on Docker. */
export const dockerRunFormat: Format = {
  name: 'docker-run',
  summary: 'a docker run command',
  policyFile: { extension: 'sh', between: '\n' },
  shows: { policy: async () => (await import('../report/policy/writers/docker-run.ts')).dockerRun },
};
