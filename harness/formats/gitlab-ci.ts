import type { Format } from './format.ts';

/** A job of GitLab CI. */
export const gitlabCiFormat: Format = {
  name: 'gitlab-ci',
  summary: 'a job of .gitlab-ci.yml for such a runner',
  policyFile: { extension: 'yaml', between: '\n' },
  shows: { policy: async () => (await import('../report/policy/writers/gitlab/gitlab-job.ts')).gitlabJob },
};
