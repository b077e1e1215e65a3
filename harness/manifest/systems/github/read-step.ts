import { callsOfDocker } from '../../docker/docker-call.ts';
import { dockerRuntime, dockerSecurity, privilegesOfOptions } from '../../docker/docker-security.ts';
import { directoryOf, ownVariables, underCondition } from '../../executor/container-call.ts';
import type { SystemReading } from '../../model/executor-step.ts';
import type { PatchTarget } from '../../model/patch-target.ts';
import { assumed, type Place } from '../../model/stated.ts';
import type { Written } from '../../model/written.ts';
import { substitute } from '../../substitution/substitute.ts';
import { at, textAt, writtenList, type YamlValue } from '../../yaml/yaml-value.ts';
import { checkoutInContainer, RUNNERS_DOCKER, runnersWords, securityOfJob } from './job-container.ts';
import { RUNNERS_CHECKOUT, type StepScope, stepVariables, workspaceMount } from './job-scope.ts';
import { readContainerScript, readMachineScript } from './run-steps.ts';

/** Where the runner mounts the workspace into a container that a step starts. */
const ACTIONS_WORKSPACE = '/github/workspace';

const NONE: SystemReading = { steps: [], problems: [] };

/** The executors that a step runs: as a container of its own, in the container of the job, or with `docker run`. */
export function readStep(step: YamlValue, name: string, scope: StepScope): SystemReading {
  const uses = textAt(step, 'uses');
  const told: StepScope = { ...scope, id: `${scope.id}/${name}`, title: `${scope.title}, step ${name}` };
  if (uses?.startsWith('docker://') === true) {
    const container = {
      image: at(step, 'uses'),
      args: at(step, 'with', 'args'),
      entrypoint: at(step, 'with', 'entrypoint'),
    };
    return readActionsContainer(step, container, told);
  }
  if (uses !== undefined) return /kaniko/i.test(uses) ? actionOfOthers(step, uses) : NONE;
  if (at(step, 'run') === undefined) return NONE;
  const { container } = scope;
  return container === undefined ? readMachineScript(step, told) : readContainerScript(step, container, told);
}

function actionOfOthers(step: YamlValue, uses: string): SystemReading {
  const what = `The step uses the action ${uses}, which calls the executor in its own way.`;
  const wayOut = 'Give the docker run line or the manifest with which the action starts it.';
  return { steps: [], problems: [{ kind: 'limit', place: step.place, what, wayOut }] };
}

/** What a container action starts. */
export interface ActionsContainer {
  /** `docker://IMAGE`. */
  readonly image: YamlValue | undefined;
  /** A text that the runner splits, or a list. */
  readonly args: YamlValue | undefined;
  readonly entrypoint: YamlValue | undefined;
}

/** A container that the runner starts for a step. It gets Docker's defaults, and no option of the workflow. */
export function readActionsContainer(
  step: YamlValue,
  { image, args, entrypoint }: ActionsContainer,
  scope: StepScope,
): SystemReading {
  const { around, id, title, container } = scope;
  const { references, environment } = stepVariables(step, scope);
  const filled = (value: YamlValue | undefined): Written[] =>
    writtenList(value).map((written) => substitute(written, references));
  const [named] = filled(image);
  const imageName = named === undefined ? undefined : { ...named, value: named.value.replace(/^docker:\/\//, '') };
  const workingDirectory = assumed(ACTIONS_WORKSPACE, 'the runner starts the container there');
  const words = args?.kind === 'list' ? filled(args) : filled(args).flatMap((text) => runnersWords(text));
  const { calls, problems } = callsOfDocker({
    image: imageName,
    entrypoint: entrypoint === undefined ? undefined : filled(entrypoint),
    args: words,
    environment,
    workingDirectory: workingDirectory.value,
    given: around.given,
    place: step.place,
  });
  const owner = container === undefined ? RUNNERS_CHECKOUT : checkoutInContainer(securityOfJob(scope));
  const steps = calls.map((call) => ({
    id,
    title,
    place: step.place,
    image: imageName,
    call: underCondition(call.source, textAt(step, 'if') ?? null),
    environment: [...environment, ...ownVariables(call)],
    workingDirectory: directoryOf(call, workingDirectory),
    mounts: [workspaceMount(ACTIONS_WORKSPACE, owner)],
    security: dockerSecurity(privilegesOfOptions([], dockerRuntime(around.given, 'docker', RUNNERS_DOCKER))),
    patch: withoutOptions(step.place),
  }));
  return { steps, problems };
}

function withoutOptions(place: Place): PatchTarget {
  const because = 'GitHub gives a container action no options: a step that runs docker run can have them';
  return { kind: 'elsewhere', place, format: 'docker-run', because };
}
