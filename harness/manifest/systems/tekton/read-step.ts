import {
  type ContainerCall,
  callsOfContainer,
  callsOfScript,
  directoryOf,
  ownVariables,
} from '../../executor/container-call.ts';
import type { EnvironmentVariable, ExecutorStep, SystemReading } from '../../model/executor-step.ts';
import { assumed, type Stated, writtenAt } from '../../model/stated.ts';
import type { Surroundings } from '../../model/system.ts';
import type { Written } from '../../model/written.ts';
import { scriptAt, scriptOfScalar } from '../../shell/script-text.ts';
import { substitute } from '../../substitution/substitute.ts';
import { at, itemsAt, textAt, writtenIn, writtenList, type YamlValue } from '../../yaml/yaml-value.ts';
import { containerEnvironment, kubernetesReferences } from '../kubernetes/container-environment.ts';
import { kubernetesSecurity } from '../kubernetes/container-security.ts';
import { hostAccess } from '../kubernetes/host-access.ts';
import { scopeOf } from '../kubernetes/read-pod.ts';
import { paramValues } from './param-values.ts';
import { type TektonScope, tektonReferences, tektonWords } from './references.ts';
import { podSecurityOf, type TaskUse } from './task-uses.ts';
import { objectNamed } from './tekton-object.ts';
import { workspaceMounts } from './workspaces.ts';

/** A step of a task, where its fields are: in the step, in the StepAction that it names, in the task's template. */
interface StepSource {
  readonly step: YamlValue;
  /** What says how it runs: the step itself, or its StepAction. */
  readonly body: YamlValue;
  readonly template: YamlValue | undefined;
  readonly scope: TektonScope;
  /** Of the document that holds the body. */
  readonly document: number;
}

/** The executor's calls in a step of a task. */
export function readStep(step: YamlValue, use: TaskUse, scope: TektonScope, around: Surroundings): SystemReading {
  const source = sourceOf(step, use, scope, around);
  if (source === undefined) return missingAction(step);
  const { body, template } = source;
  const references = tektonReferences(source.scope);
  const environment = environmentOf(source, around.given.set);
  const kubelet = kubernetesReferences(environment, around.given.set);
  const words = (field: string): Written[] =>
    tektonWords(writtenList(fieldOf(field, body, template)), source.scope).map((word) => substitute(word, kubelet));
  const image = substitutedField('image', source);
  const workingDirectory = workingDirectoryOf(source);
  const shell = { ...scopeOf(environment, workingDirectory.value, around.given), positional: words('args') };
  const script = at(body, 'script');
  const { calls, problems } =
    script?.kind === 'scalar'
      ? callsOfScript(
          scriptOfScalar(
            script,
            substitute({ value: script.text, place: script.place, resolved: [], unresolved: [] }, references),
          ),
          shell,
        )
      : callsOfContainer({
          image,
          command: fieldOf('command', body, template) === undefined ? undefined : words('command'),
          args: words('args'),
          scriptOf: (word) => scriptIn(body, word),
          scope: shell,
          place: step.place,
          hasPlaceholders: true,
        });
  const told = { environment, workingDirectory, image };
  return { steps: calls.map((call) => stepOf(call, told, source, { use, around })), problems };
}

/** A step by itself, or with the fields of its StepAction; undefined where that is not given. */
function sourceOf(step: YamlValue, use: TaskUse, scope: TektonScope, around: Surroundings): StepSource | undefined {
  const template = at(use.spec, 'stepTemplate');
  const reference = at(step, 'ref');
  if (reference === undefined) return { step, body: step, template, scope, document: use.document };
  const action = objectNamed(['StepAction'], textAt(reference, 'name'), around);
  if (action === undefined) return undefined;
  const outer = tektonReferences(scope);
  const params = paramValues(itemsAt(action.spec, 'params'), itemsAt(step, 'params'), { set: around.given.set, outer });
  // A StepAction knows nothing of the task but what it is given.
  return { step, body: action.spec, template, scope: { ...scope, params }, document: action.document };
}

function missingAction(step: YamlValue): SystemReading {
  const name = textAt(step, 'ref', 'name') ?? '';
  if (!/kaniko/i.test(`${name} ${textAt(step, 'name') ?? ''}`)) return { steps: [], problems: [] };
  const what = `The step uses the StepAction ${name}, which is not given.`;
  return { steps: [], problems: [{ kind: 'limit', place: step.place, what, wayOut: 'Give its manifest as well.' }] };
}

/** A field of a step; where it has none, of the task's template. */
function fieldOf(name: string, body: YamlValue, template: YamlValue | undefined): YamlValue | undefined {
  return at(body, name) ?? at(template, name);
}

function substitutedField(name: string, { body, template, scope }: StepSource): Written | undefined {
  const written = writtenIn(fieldOf(name, body, template));
  return written === undefined ? undefined : substitute(written, tektonReferences(scope));
}

/** The template's variables go before the step's own. */
function environmentOf({ body, template, scope }: StepSource, set: ReadonlyMap<string, string>): EnvironmentVariable[] {
  const references = tektonReferences(scope);
  const own = [template, body].flatMap((one) => (one === undefined ? [] : containerEnvironment(one, set)));
  return own.map((one) => (one.value === undefined ? one : { ...one, value: substitute(one.value, references) }));
}

function workingDirectoryOf(source: StepSource): Stated<string> {
  const written = substitutedField('workingDir', source);
  return written === undefined ? assumed('/workspace', 'the image says it') : writtenAt(written.value, written.place);
}

function scriptIn(body: YamlValue, word: Written): ReturnType<typeof scriptAt> {
  const scalars = [...itemsAt(body, 'command'), ...itemsAt(body, 'args')];
  const scalar = scalars.findLast(({ place }) => place.line === word.place.line && place.file === word.place.file);
  return scalar?.kind === 'scalar' ? scriptOfScalar(scalar, word) : scriptAt(word);
}

function stepOf(
  call: ContainerCall,
  {
    environment,
    workingDirectory,
    image,
  }: {
    readonly environment: readonly EnvironmentVariable[];
    readonly workingDirectory: Stated<string>;
    readonly image: Written | undefined;
  },
  { step, body, template, document }: StepSource,
  { use, around }: { readonly use: TaskUse; readonly around: Surroundings },
): ExecutorStep {
  const name = textAt(step, 'name') ?? `${itemsAt(use.spec, 'steps').indexOf(step) + 1}`;
  const own = [at(body, 'securityContext'), at(template, 'securityContext')];
  return {
    id: `${use.id}/${name}`,
    title: `${use.title}, step ${name}`,
    place: body === step ? step.place : body.place,
    image,
    call: call.source,
    environment: [...environment, ...ownVariables(call)],
    workingDirectory: directoryOf(call, workingDirectory),
    mounts: workspaceMounts(use, step),
    security: {
      ...kubernetesSecurity([...own, podSecurityOf(use)], { container: own, given: around.given }),
      // The task has volumes too.
      hostAccess: [...new Set([use.spec, ...use.podTemplates])].flatMap(hostAccess),
    },
    patch: { kind: 'yaml', place: body.place, document, path: body.path, shape: 'kubernetes', embedded: null },
  };
}
