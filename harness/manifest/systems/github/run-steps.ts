import { dockerRunLine, readDockerRun } from '../../docker/docker-run-line.ts';
import { callsOfScript, directoryOf, ownVariables, underCondition } from '../../executor/container-call.ts';
import { absolutePath } from '../../executor/executor-context.ts';
import type { ExecutorStep, Mount, SystemReading } from '../../model/executor-step.ts';
import { assumed } from '../../model/stated.ts';
import { scriptAt, scriptOfScalar } from '../../shell/script-text.ts';
import { walkScript } from '../../shell/walk-script.ts';
import { substitute } from '../../substitution/substitute.ts';
import { at, textAt, writtenIn, type YamlValue } from '../../yaml/yaml-value.ts';
import { REPOSITORY, repositorySource } from '../docker-run/docker-run.ts';
import { checkoutInContainer, JOBS_WORKSPACE, securityOfJob, volumesOf } from './job-container.ts';
import { RUNNERS_CHECKOUT, type StepScope, shellScope, stepVariables, workspaceMount } from './job-scope.ts';

/** A script in the container of a job: it is granted what `options` of the container say. */
export function readContainerScript(step: YamlValue, container: YamlValue, scope: StepScope): SystemReading {
  const { around, document, id, title } = scope;
  const { references, environment } = stepVariables(step, scope);
  const workingDirectory = directoryIn(step, JOBS_WORKSPACE, scope);
  const { calls, problems } = callsOfScript(
    scriptIn(step, references),
    shellScope(environment, JOBS_WORKSPACE, { workingDirectory, around }),
  );
  const security = securityOfJob(scope);
  const image = writtenIn(container) ?? writtenIn(container, 'image');
  const steps = calls.map(
    (call): ExecutorStep => ({
      id,
      title,
      place: step.place,
      image: image === undefined ? undefined : substitute(image, references),
      call: underCondition(call.source, textAt(step, 'if') ?? null),
      environment: [...environment, ...ownVariables(call)],
      workingDirectory: directoryOf(call, assumed(workingDirectory, 'the workspace of the job')),
      mounts: [workspaceMount(JOBS_WORKSPACE, checkoutInContainer(security)), ...volumesOf(container)],
      security,
      patch: {
        kind: 'yaml',
        place: container.place,
        document: document.index,
        path: container.path,
        shape: 'github-options',
        embedded: null,
      },
    }),
  );
  return { steps, problems };
}

/** A script on the machine itself: executors that it starts with `docker run`. */
export function readMachineScript(step: YamlValue, scope: StepScope): SystemReading {
  const { around, id, title } = scope;
  const { references, environment } = stepVariables(step, scope);
  const workingDirectory = directoryIn(step, REPOSITORY, scope);
  const readings: SystemReading[] = [];
  const script = scriptIn(step, references);
  const limits = walkScript(script, shellScope(environment, REPOSITORY, { workingDirectory, around }), (command) => {
    if (dockerRunLine(command.words) === undefined) return;
    readings.push(
      readDockerRun(command, {
        id,
        title,
        given: around.given,
        onMachine: (path) => ({
          ...repositorySource(path, command.workingDirectory),
          ...(path.value.startsWith(REPOSITORY) || path.value.startsWith('.') ? CHECKOUT : {}),
        }),
        patch: {
          kind: 'elsewhere',
          place: command.place,
          format: 'docker-run',
          because: 'The command is a line of a script in the workflow',
        },
      }),
    );
  });
  const condition = textAt(step, 'if') ?? null;
  return {
    steps: readings.flatMap(({ steps }) => steps).map((one) => ({ ...one, call: underCondition(one.call, condition) })),
    problems: [...readings.flatMap(({ problems }) => problems), ...limits],
  };
}

const CHECKOUT: Pick<Mount, 'owner' | 'modes'> = {
  owner: RUNNERS_CHECKOUT,
  modes: assumed('git', 'a checkout under umask 022'),
};

function scriptIn(step: YamlValue, references: Parameters<typeof substitute>[1]) {
  const scalar = at(step, 'run');
  const written = writtenIn(scalar);
  if (scalar?.kind !== 'scalar' || written === undefined) {
    return scriptAt({ value: '', place: step.place, resolved: [], unresolved: [] });
  }
  return scriptOfScalar(scalar, substitute(written, references));
}

/** The directory that a script of a step begins in. */
function directoryIn(step: YamlValue, workspace: string, { defaults }: StepScope): string {
  const told = [step, ...defaults].map((one) => textAt(one, 'working-directory')).find((one) => one !== undefined);
  return told === undefined ? workspace : absolutePath(told, workspace);
}
