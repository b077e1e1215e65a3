/** What GitLab sets for a job, as far as a file says nothing of it: a stand-in, and what it stands for. */
export interface PredefinedVariable {
  readonly value: string;
  /** A clause without a full stop. */
  readonly because: string;
}

/** Where GitLab Runner has its checkouts (`builds_dir`, executors docker and kubernetes). */
export const BUILDS_DIRECTORY = '/builds';

/** The path of a project that nobody named. */
const PROJECT_PATH = 'group/project';

const STAND_IN = 'GitLab sets it; a stand-in';

/**
 * The variables that GitLab sets for each job (GitLab's "Predefined CI/CD variables reference"). Those with credentials are not among
 * them: no trial needs them.
 */
export function predefinedVariables({
  job,
  stage,
  buildsDirectory,
  given,
}: {
  readonly job: string;
  readonly stage: string;
  readonly buildsDirectory: string;
  readonly given: ReadonlyMap<string, string>;
}): ReadonlyMap<string, PredefinedVariable> {
  const path = given.get('CI_PROJECT_PATH') ?? PROJECT_PATH;
  const directory = given.get('CI_PROJECT_DIR') ?? `${buildsDirectory}/${path}`;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const sha = given.get('CI_COMMIT_SHA') ?? '0'.repeat(40);
  const standIns: Readonly<Record<string, string>> = {
    CI_PROJECT_PATH: path,
    CI_PROJECT_NAME: name,
    CI_PROJECT_NAMESPACE: path.slice(0, Math.max(0, path.lastIndexOf('/'))),
    CI_PROJECT_PATH_SLUG: path.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    CI_PROJECT_ID: '1',
    CI_PROJECT_URL: `https://gitlab.example.com/${path}`,
    CI_REPOSITORY_URL: `https://gitlab.example.com/${path}.git`,
    CI_SERVER_HOST: 'gitlab.example.com',
    CI_SERVER_URL: 'https://gitlab.example.com',
    CI_API_V4_URL: 'https://gitlab.example.com/api/v4',
    CI_REGISTRY: 'registry.example.com',
    CI_REGISTRY_IMAGE: `registry.example.com/${path}`,
    CI_DEPENDENCY_PROXY_SERVER: 'gitlab.example.com',
    CI_COMMIT_SHA: sha,
    CI_COMMIT_SHORT_SHA: sha.slice(0, 8),
    CI_COMMIT_REF_NAME: 'main',
    CI_COMMIT_REF_SLUG: 'main',
    CI_COMMIT_BRANCH: 'main',
    CI_DEFAULT_BRANCH: 'main',
    CI_COMMIT_TIMESTAMP: '2000-01-01T00:00:00Z',
    CI_JOB_STARTED_AT: '2000-01-01T00:00:00Z',
    CI_PIPELINE_CREATED_AT: '2000-01-01T00:00:00Z',
    CI_COMMIT_TITLE: 'title',
    CI_COMMIT_MESSAGE: 'title',
    CI_COMMIT_AUTHOR: 'author <author@example.com>',
    CI_JOB_ID: '1',
    CI_JOB_URL: `https://gitlab.example.com/${path}/-/jobs/1`,
    CI_PIPELINE_ID: '1',
    CI_PIPELINE_IID: '1',
    CI_PIPELINE_SOURCE: 'push',
    CI_PIPELINE_URL: `https://gitlab.example.com/${path}/-/pipelines/1`,
    CI_CONCURRENT_ID: '0',
    CI_CONCURRENT_PROJECT_ID: '0',
    CI_RUNNER_ID: '1',
    CI: 'true',
    GITLAB_CI: 'true',
    GITLAB_USER_LOGIN: 'user',
  };
  return new Map<string, PredefinedVariable>([
    ...Object.entries(standIns).map(([key, value]) => [key, { value, because: STAND_IN }] as const),
    ['CI_PROJECT_DIR', { value: directory, because: "the runner's checkout; the project's own path does not matter" }],
    ['CI_BUILDS_DIR', { value: buildsDirectory, because: 'where the runner has its checkouts' }],
    ['CI_JOB_NAME', { value: job, because: 'the name of the job' }],
    ['CI_JOB_STAGE', { value: stage, because: 'the stage of the job' }],
  ]);
}
