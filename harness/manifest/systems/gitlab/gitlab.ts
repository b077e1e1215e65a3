import type { SystemReading } from '../../model/executor-step.ts';
import type { ManifestProblem } from '../../model/problem.ts';
import type { ManifestFile, Surroundings, System } from '../../model/system.ts';
import type { YamlDocument } from '../../yaml/read-yaml.ts';
import { at } from '../../yaml/yaml-value.ts';
import { withInputs } from './component-inputs.ts';
import { FULL_CONFIGURATION } from './job-problems.ts';
import { isHeader, isHidden, isPipeline, jobEntries } from './pipeline-document.ts';
import { readJob } from './read-job.ts';
import { isRunnerConfiguration, readRunnerConfiguration, runnersOf } from './runner/read-runners.ts';

/** Pipelines of GitLab CI, and the configuration of the runners that run them. */
export const gitlab: System = {
  name: 'gitlab-ci',
  title: 'GitLab CI',
  claimsDocument: ({ root }) => isPipeline(root),
  readDocument: readPipeline,
  claimsText: isRunnerConfiguration,
  readText: readConfiguration,
};

/** The most jobs that are read of a pipeline. */
const MOST_JOBS = 5_000;

function readPipeline(document: YamlDocument, around: Surroundings): SystemReading {
  if (isHeader(document.root)) return { steps: [], problems: [], isPart: true };
  const header = around.documents.find(({ file, root }) => file === document.file && isHeader(root))?.root;
  const { root, problems } = withInputs(document.root, { header, set: around.given.set });
  const shared = { root, runners: runnersOf(around), around, budget: { left: MOST_JOBS } };
  const read = (jobs: ReturnType<typeof jobEntries>) => jobs.map(([name, job]) => readJob(name, job, shared));
  const jobs = read(jobEntries(root).filter(([name]) => !isHidden(name)));
  // A file of templates alone is read as if a job were made of each.
  const isBuild = jobs.some(({ steps }) => steps.length > 0);
  const readings = isBuild ? jobs : [...jobs, ...read(jobEntries(root).filter(([name]) => isHidden(name)))];
  return {
    steps: readings.flatMap(({ steps }) => steps),
    problems: [
      ...includeProblems(document),
      ...problems,
      ...readings.flatMap((one) => one.problems),
      ...(shared.budget.left < 0 ? [tooManyJobs(document)] : []),
    ],
  };
}

function tooManyJobs({ root: { place } }: YamlDocument): ManifestProblem {
  const what = `The pipeline has more than ${MOST_JOBS} jobs, each of a matrix counted on each runner. The others are not read.`;
  return { kind: 'limit', place, what, wayOut: 'Give the jobs of the builds alone.' };
}

function includeProblems({ root }: YamlDocument): ManifestProblem[] {
  const include = at(root, 'include');
  if (include === undefined) return [];
  const what = 'It includes other files, which are not read: their jobs and templates are missing here.';
  return [{ kind: 'limit', place: include.place, what, wayOut: FULL_CONFIGURATION }];
}

/** A configuration has no build of its own: what it grants is told with the jobs. */
function readConfiguration(manifest: ManifestFile, around: Surroundings): SystemReading {
  const { problems } = readRunnerConfiguration(manifest, around.given);
  const hasPipeline = around.documents.some(({ root }) => isPipeline(root));
  if (hasPipeline || problems.length > 0) return { steps: [], problems, isPart: true };
  const what = 'It is the configuration of a GitLab Runner, and no pipeline is given whose jobs it runs.';
  const wayOut = 'Give the .gitlab-ci.yml as well.';
  return { steps: [], problems: [{ kind: 'unknown', place: { file: manifest.file, line: 1 }, what, wayOut }] };
}
