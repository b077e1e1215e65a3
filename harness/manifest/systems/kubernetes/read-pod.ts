import {
  type ContainerCall,
  type ContainerCalls,
  callsOfContainer,
  directoryOf,
  ownVariables,
} from '../../executor/container-call.ts';
import type { EnvironmentVariable, ExecutorStep, Mount, SystemReading } from '../../model/executor-step.ts';
import type { PatchTarget } from '../../model/patch-target.ts';
import { assumed, type Stated, writtenAt } from '../../model/stated.ts';
import type { GivenAnswers } from '../../model/system.ts';
import type { Written } from '../../model/written.ts';
import { scriptAt, scriptOfScalar } from '../../shell/script-text.ts';
import type { ShellScope } from '../../shell/shell-scope.ts';
import { substitute } from '../../substitution/substitute.ts';
import { at, itemsAt, textAt, writtenIn, writtenList, type YamlValue } from '../../yaml/yaml-value.ts';
import { containerEnvironment, kubernetesReferences } from './container-environment.ts';
import { containerMounts } from './container-mounts.ts';
import { kubernetesSecurity } from './container-security.ts';
import { hostAccess } from './host-access.ts';

/** A pod of a manifest, and what its builds are called after. */
export interface PodSource {
  readonly spec: YamlValue;
  /** `Job/build`. */
  readonly id: string;
  /** `Job build`. */
  readonly title: string;
  /** Of the document in its file. */
  readonly document: number;
  readonly given: GivenAnswers;
  /** Where the document is only a part of the file. @default null */
  readonly embedded?: Extract<PatchTarget, { kind: 'yaml' }>['embedded'];
  /** What runs scripts in its containers, as Jenkins does. @default nothing */
  readonly scripts?: PodScripts;
}

/** Scripts that something runs in the containers of a pod, which only wait for them. */
export interface PodScripts {
  readonly callsIn: (container: string, scope: ShellScope) => ContainerCalls;
  /** Where a script begins. */
  readonly workingDirectory: Stated<string>;
  /** What is mounted for them besides what the pod says. */
  readonly mounts: readonly Mount[];
  readonly environment: readonly EnvironmentVariable[];
}

/** The directory that an image of an executor works in. */
const IMAGES_DIRECTORY = '/workspace';

/** The steps of a pod that run an executor: in its containers and its init containers. */
export function readPod(source: PodSource): SystemReading {
  const containers = [...itemsAt(source.spec, 'initContainers'), ...itemsAt(source.spec, 'containers')];
  const readings = containers.map((container) => readContainer(container, source));
  return {
    steps: readings.flatMap(({ steps }) => steps),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

function readContainer(container: YamlValue, source: PodSource): SystemReading {
  const { given } = source;
  const environment = containerEnvironment(container, given.set);
  const references = kubernetesReferences(environment, given.set);
  const words = (field: string): Written[] => writtenList(container, field).map((one) => substitute(one, references));
  const workingDirectory = workingDirectoryOf(container);
  const { calls, problems } = callsOfContainer({
    image: writtenIn(container, 'image'),
    command: at(container, 'command') === undefined ? undefined : words('command'),
    args: words('args'),
    scriptOf: (word) => scriptIn(container, word),
    scope: scopeOf(environment, workingDirectory.value, given),
    place: container.place,
    hasPlaceholders: true,
  });
  const told = { container, environment, workingDirectory, mounts: containerMounts(container, source.spec) };
  const outside = scriptsIn(told, source);
  if (outside !== undefined) return outside;
  return { steps: calls.map((call) => stepOf(call, told, source)), problems };
}

/** What is known of a container. */
interface ReadContainer {
  readonly container: YamlValue;
  readonly environment: readonly EnvironmentVariable[];
  readonly workingDirectory: Stated<string>;
  readonly mounts: readonly Mount[];
}

/** The calls of scripts that something runs in a container; undefined where there are none. */
function scriptsIn(told: ReadContainer, source: PodSource): SystemReading | undefined {
  const { scripts, given } = source;
  if (scripts === undefined) return undefined;
  const scope = scopeOf(told.environment, scripts.workingDirectory.value, given);
  const { calls, problems } = scripts.callsIn(textAt(told.container, 'name') ?? '', scope);
  if (calls.length === 0) return undefined;
  const inside: ReadContainer = {
    container: told.container,
    environment: [...told.environment, ...scripts.environment],
    workingDirectory: scripts.workingDirectory,
    mounts: [...told.mounts, ...scripts.mounts],
  };
  return { steps: calls.map((call) => stepOf(call, inside, source)), problems };
}

function stepOf(
  call: ContainerCall,
  { container, environment, workingDirectory, mounts }: ReadContainer,
  { spec, id, title, document, given, embedded = null }: PodSource,
): ExecutorStep {
  const name = textAt(container, 'name') ?? '';
  const own = at(container, 'securityContext');
  return {
    id: `${id}/${name}`,
    title: `${title}, container ${name}`,
    place: container.place,
    image: writtenIn(container, 'image'),
    call: call.source,
    environment: [...environment, ...ownVariables(call)],
    workingDirectory: directoryOf(call, workingDirectory),
    mounts,
    security: {
      ...kubernetesSecurity([own, at(spec, 'securityContext')], { container: [own], given }),
      hostAccess: hostAccess(spec),
    },
    patch: { kind: 'yaml', place: container.place, document, path: container.path, shape: 'kubernetes', embedded },
  };
}

function workingDirectoryOf(container: YamlValue): Stated<string> {
  const written = writtenIn(container, 'workingDir');
  return written === undefined
    ? assumed(IMAGES_DIRECTORY, 'the image says it')
    : writtenAt(written.value, written.place);
}

/** The lines of a script that is a word of the container. */
function scriptIn(container: YamlValue, word: Written): ReturnType<typeof scriptAt> {
  const scalars = [...itemsAt(container, 'command'), ...itemsAt(container, 'args')];
  const scalar = scalars.find(({ place }) => place.line === word.place.line && place.file === word.place.file);
  const last = scalars.findLast(({ place }) => place.line === word.place.line) ?? scalar;
  return last?.kind === 'scalar' ? scriptOfScalar(last, word) : scriptAt(word);
}

/** What a script finds in the shell of a container. */
export function scopeOf(
  environment: readonly EnvironmentVariable[],
  workingDirectory: string,
  { set }: GivenAnswers,
): ShellScope {
  const variables = environment.flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, { value, from: { kind: 'written', place: value.place } }] as const],
  );
  return { variables: new Map(variables), workingDirectory, given: set };
}
