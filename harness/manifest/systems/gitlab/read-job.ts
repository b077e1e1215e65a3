import { type ContainerCall, callsOfScript, directoryOf, ownVariables } from '../../executor/container-call.ts';
import { isExecutorImage } from '../../executor/executor-image.ts';
import type { CallSource, ExecutorStep, SystemReading } from '../../model/executor-step.ts';
import { assumed } from '../../model/stated.ts';
import type { Surroundings } from '../../model/system.ts';
import type { Written } from '../../model/written.ts';
import { joinedScripts, type ScriptText, scriptOfScalar } from '../../shell/script-text.ts';
import { substitute } from '../../substitution/substitute.ts';
import { at, textAt, writtenIn, type YamlMap, type YamlValue } from '../../yaml/yaml-value.ts';
import { checkoutMount } from './checkout-mount.ts';
import { environmentOf, variablesOfFiles } from './job-environment.ts';
import { jobKeywords, scriptItems } from './job-keywords.ts';
import { conditionalVariables, eachProblemOnce, missingTemplate } from './job-problems.ts';
import { type JobVariables, jobVariables, variableReferences } from './job-variables.ts';
import { type JobVariant, jobVariants } from './job-variants.ts';
import { BUILDS_DIRECTORY, predefinedVariables } from './predefined-variables.ts';
import type { JobRunner } from './runner/runner.ts';

/** A job of a pipeline, with its templates and the defaults in it. */
interface Job {
  readonly name: string;
  readonly keywords: YamlMap;
  readonly root: YamlValue;
  readonly script: ScriptText;
}

/** What all jobs of a pipeline share. */
export interface JobSurroundings {
  readonly root: YamlValue;
  readonly runners: readonly JobRunner[];
  readonly around: Surroundings;
  /** How many jobs may still be read: each of a matrix, on each runner. */
  readonly budget: { left: number };
}

/** The executor's calls in a job: for each job that its matrix makes, on each runner that may run it. */
export function readJob(name: string, job: YamlMap, { root, runners, around, budget }: JobSurroundings): SystemReading {
  const { keywords, missing } = jobKeywords(job, root);
  const items = ['before_script', 'script'].flatMap((part) => scriptItems(at(keywords, part)));
  const script = joinedScripts(items.flatMap((item) => (item.kind === 'scalar' ? [scriptOfScalar(item)] : [])));
  const told: Job = { name, keywords, root, script };
  const readings = jobVariants(keywords).flatMap((variant) =>
    runners.flatMap((runner) => {
      budget.left -= 1;
      return budget.left < 0 ? [] : [readVariant(told, variant, runner, around)];
    }),
  );
  const steps = readings.flatMap((one) => one.steps);
  const problems = readings.flatMap((one) => one.problems);
  const isBuild = steps.length > 0;
  return {
    steps,
    problems: [
      ...(isBuild || items.length === 0 ? missing.map((template) => missingTemplate(name, template, job)) : []),
      ...(isBuild ? conditionalVariables(name, keywords) : []),
      ...eachProblemOnce(problems),
    ],
  };
}

function readVariant(job: Job, variant: JobVariant, runner: JobRunner, around: Surroundings): SystemReading {
  const { keywords } = job;
  const declared = variablesOfFiles(job, variant.variables, runner);
  const variables = jobVariables(declared, predefinedOf(job, runner, around), around.given.set);
  const checkout = variables.get('CI_PROJECT_DIR')?.value.value ?? BUILDS_DIRECTORY;
  const hasFlag = (name: string): boolean =>
    runner.flags.get(name) ?? /^(?:1|[tT]|true|True|TRUE)$/.test(variables.get(name)?.value.value ?? '');
  const image = imageOf(keywords, runner, variables);
  const grant = runner.grantTo({ place: keywords.place, image: at(keywords, 'image'), hasFlag });
  const { calls, problems } = callsOfScript(job.script, {
    variables,
    workingDirectory: checkout,
    given: around.given.set,
  });
  const hidden = calls.length === 0 ? hiddenCall(job, image) : undefined;
  const environment = environmentOf(declared, variables);
  const begins = assumed(checkout, "a job begins in the runner's checkout");
  const steps = [...calls, ...(hidden === undefined ? [] : [{ source: hidden }])].map(
    (call: ContainerCall): ExecutorStep => ({
      ...namesOf(job, variant, runner),
      place: keywords.place,
      image,
      call: call.source,
      environment: [...environment, ...ownVariables(call)],
      workingDirectory: directoryOf(call, begins),
      mounts: [checkoutMount(checkout, grant, hasFlag(runner.umaskFlag))],
      security: grant.security,
      patch: grant.patch,
    }),
  );
  return { steps, problems: steps.length === 0 ? [] : [...problems, ...grant.problems] };
}

function predefinedOf(
  { name, keywords }: Job,
  { buildsDirectory = BUILDS_DIRECTORY }: JobRunner,
  { given }: Surroundings,
) {
  return predefinedVariables({
    job: name,
    stage: textAt(keywords, 'stage') ?? 'test',
    buildsDirectory,
    given: given.set,
  });
}

function imageOf(keywords: YamlMap, runner: JobRunner, variables: JobVariables): Written | undefined {
  const written = writtenIn(keywords, 'image') ?? writtenIn(keywords, 'image', 'name') ?? runner.image;
  return written === undefined
    ? undefined
    : substitute(
        written,
        variableReferences((name) => variables.get(name)),
      );
}

/** A job in an image of the executor whose lines do not call it. */
function hiddenCall({ script, keywords }: Job, image: Written | undefined): CallSource | undefined {
  if (image === undefined || !isExecutorImage(image.value) || script.text.trim() === '') return undefined;
  const place = at(keywords, 'script')?.place ?? keywords.place;
  return {
    kind: 'elsewhere',
    place,
    because:
      'The lines of the job call no executor: what they start calls it, with flags that the pipeline does not have.',
  };
}

function namesOf({ name }: Job, { label }: JobVariant, runner: JobRunner): Pick<ExecutorStep, 'id' | 'title'> {
  const variant = label === '' ? '' : ` ${label}`;
  const on = runner.name === null ? '' : ` on runner ${runner.name}`;
  return { id: `${name}${variant}${on}`, title: `job ${name}${variant}${on}` };
}
