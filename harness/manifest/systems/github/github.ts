import type { SystemReading } from '../../model/executor-step.ts';
import type { Surroundings, System } from '../../model/system.ts';
import { plainWritten, type Written } from '../../model/written.ts';
import type { YamlDocument } from '../../yaml/read-yaml.ts';
import { at, entriesAt, itemsAt, textAt, writtenIn, type YamlValue } from '../../yaml/yaml-value.ts';
import { REPOSITORY } from '../docker-run/docker-run.ts';
import { directoryValue } from './expressions.ts';
import { JOBS_WORKSPACE } from './job-container.ts';
import type { StepScope } from './job-scope.ts';
import { combinationsOf, combinationText } from './matrix.ts';
import { readActionsContainer, readStep } from './read-step.ts';

/** Workflows of GitHub, and actions that are a container or made of steps. */
export const github: System = {
  name: 'github',
  title: 'GitHub workflows',
  claimsDocument: ({ root }) => isWorkflow(root) || isAction(root),
  readDocument: (document, around) => {
    const readings = isAction(document.root)
      ? [readAction(document, around)]
      : entriesAt(document.root, 'jobs').flatMap(([name, job]) => readJob(name, job, { document, around }));
    return {
      steps: readings.flatMap(({ steps }) => steps),
      problems: readings.flatMap(({ problems }) => problems),
    };
  },
};

/** A document that GitLab would take as well has no job that says where it runs. */
function isWorkflow(root: YamlValue): boolean {
  return entriesAt(root, 'jobs').some(
    ([, job]) => at(job, 'runs-on') !== undefined || at(job, 'steps') !== undefined || at(job, 'uses') !== undefined,
  );
}

function isAction(root: YamlValue): boolean {
  return textAt(root, 'runs', 'using') !== undefined;
}

interface Told {
  readonly document: YamlDocument;
  readonly around: Surroundings;
}

/** A job once for each combination of its matrix. */
function readJob(name: string, job: YamlValue, { document, around }: Told): SystemReading[] {
  const { root } = document;
  const container = at(job, 'container');
  const workspace = container === undefined ? REPOSITORY : JOBS_WORKSPACE;
  const combinations = combinationsOf(job);
  // A name that only other runs of the matrix have is empty.
  const names = combinations.flatMap((one) => [...one.keys()]);
  const empty = names.map((one) => [one, plainWritten('', job.place)] as const);
  return combinations.flatMap((combination) => {
    const suffix = combinationText(combination);
    const scope: StepScope = {
      document,
      around,
      id: `jobs/${name}`,
      title: suffix === '' ? `job ${name}` : `job ${name} (${suffix})`,
      values: new Map([
        ...inputDefaults(root),
        ...empty,
        ...combination,
        ['github.workspace', directoryValue(workspace, document.file)],
      ]),
      variables: [root, job, container],
      defaults: [at(job, 'defaults', 'run'), at(root, 'defaults', 'run')],
      container,
    };
    return readSteps(itemsAt(job, 'steps'), scope);
  });
}

function readSteps(steps: readonly YamlValue[], scope: StepScope): SystemReading[] {
  return steps.map((step, index) => {
    const name = textAt(step, 'id') ?? textAt(step, 'name') ?? `${index + 1}`;
    return readStep(step, name, scope);
  });
}

/** The defaults of what a workflow or an action is given. */
function inputDefaults(root: YamlValue): Map<string, Written> {
  const declared = [
    ...entriesAt(root, 'inputs'),
    ...['workflow_dispatch', 'workflow_call'].flatMap((event) => entriesAt(root, 'on', event, 'inputs')),
  ];
  return new Map(
    declared.flatMap(([name, input]) => {
      const value = writtenIn(input, 'default');
      return value === undefined ? [] : [[`inputs.${name}`, value] as const];
    }),
  );
}

function readAction(document: YamlDocument, around: Surroundings): SystemReading {
  const { root, file } = document;
  const runs = at(root, 'runs');
  if (runs === undefined) return { steps: [], problems: [] };
  const scope: StepScope = {
    document,
    around,
    id: 'action',
    title: `action ${textAt(root, 'name') ?? ''}`.trim(),
    values: new Map([...inputDefaults(root), ['github.workspace', directoryValue(REPOSITORY, file)]]),
    variables: [],
    defaults: [],
    container: undefined,
  };
  if (textAt(runs, 'using') === 'docker') {
    const container = { image: at(runs, 'image'), args: at(runs, 'args'), entrypoint: at(runs, 'entrypoint') };
    return readActionsContainer(runs, container, scope);
  }
  const readings = readSteps(itemsAt(runs, 'steps'), scope);
  return { steps: readings.flatMap(({ steps }) => steps), problems: readings.flatMap(({ problems }) => problems) };
}
