import type { Format } from './format.ts';

/** The configuration of a GitLab Runner. */
export const gitlabRunnerFormat: Format = {
  name: 'gitlab-runner',
  summary: 'a GitLab Runner configuration',
  policyFile: { extension: 'toml', between: '\n' },
  shows: { policy: async () => (await import('../report/policy/writers/gitlab/gitlab-runner.ts')).gitlabRunner },
};
