import {
  type ContainerCall,
  type ContainerCalls,
  callsOfContainer,
  callsOfScript,
  directoryOf,
  ownVariables,
  underCondition,
} from '../../executor/container-call.ts';
import { isShell } from '../../executor/executor-image.ts';
import type { EnvironmentVariable, ExecutorStep, SystemReading } from '../../model/executor-step.ts';
import type { ManifestProblem } from '../../model/problem.ts';
import { assumed, type Stated, writtenAt } from '../../model/stated.ts';
import type { Surroundings } from '../../model/system.ts';
import type { Written } from '../../model/written.ts';
import { scriptAt, scriptOfScalar } from '../../shell/script-text.ts';
import type { ShellScope } from '../../shell/shell-scope.ts';
import { type References, substitute } from '../../substitution/substitute.ts';
import { at, itemsAt, textAt, writtenIn, writtenList, type YamlValue } from '../../yaml/yaml-value.ts';
import { containerEnvironment, kubernetesReferences } from '../kubernetes/container-environment.ts';
import { kubernetesSecurity } from '../kubernetes/container-security.ts';
import { hostAccess } from '../kubernetes/host-access.ts';
import { argoReferences } from './references.ts';
import { podOf, templateMounts } from './template-mounts.ts';
import type { TemplateUse } from './template-uses.ts';

/** A container of a template, and what `templateDefaults` say of it. */
interface Container {
  readonly body: YamlValue;
  readonly defaults: YamlValue | undefined;
  /** Added to the id and the title where a template has several. */
  readonly name: string | undefined;
  readonly isScript: boolean;
}

/** The executors that a template runs: in its container, its script, its set of containers, or beside them. */
export function readTemplate(use: TemplateUse, around: Surroundings): SystemReading {
  const readings = containersOf(use).map((container) => readContainer(container, use, around));
  const steps = readings.flatMap(({ steps: found }) => found);
  return {
    steps,
    problems: [...readings.flatMap(({ problems }) => problems), ...(steps.length === 0 ? [] : patchProblems(use))],
  };
}

function containersOf({ template, object }: TemplateUse): Container[] {
  const defaults = at(object.spec, 'templateDefaults');
  const single = (['container', 'script'] as const).flatMap((kind): Container[] => {
    const body = at(template, kind);
    if (body === undefined) return [];
    return [{ body, defaults: at(defaults, kind), name: undefined, isScript: kind === 'script' }];
  });
  const several = [
    ...itemsAt(template, 'containerSet', 'containers'),
    ...itemsAt(template, 'initContainers'),
    ...itemsAt(template, 'sidecars'),
  ].map((body): Container => ({ body, defaults: undefined, name: textAt(body, 'name') ?? '', isScript: false }));
  return [...single, ...several];
}

/** What a patch of the pod sets is not read. */
function patchProblems({ template, object: { spec } }: TemplateUse): ManifestProblem[] {
  const found = [template, spec, at(spec, 'templateDefaults')].flatMap((one) => at(one, 'podSpecPatch') ?? []);
  return found.slice(0, 1).map(({ place }) => ({
    kind: 'limit',
    place,
    what: 'podSpecPatch changes the pod afterwards, and what it sets is not read.',
    wayOut: 'Write what it sets into the template, or audit the pod itself: kubectl get pod POD -o yaml > pod.yaml.',
  }));
}

interface ContainerScope {
  readonly environment: readonly EnvironmentVariable[];
  readonly workingDirectory: Stated<string>;
  readonly image: Written | undefined;
}

function readContainer(container: Container, use: TemplateUse, around: Surroundings): SystemReading {
  const { body, defaults } = container;
  const { given } = around;
  const references = argoReferences(use.values, given.set);
  const environment = [defaults, body].flatMap((one) =>
    one === undefined
      ? []
      : containerEnvironment(one, given.set).map((variable) => filledVariable(variable, references)),
  );
  const directory = filledField(container, 'workingDir', references);
  const scope: ContainerScope = {
    environment,
    workingDirectory:
      directory === undefined
        ? assumed('/workspace', 'the image says it')
        : writtenAt(directory.value, directory.place),
    image: filledField(container, 'image', references),
  };
  const { calls, problems } = callsOf(container, scope, { references, around });
  return { steps: calls.map((call) => stepOf(call, container, scope, { use, around })), problems };
}

function filledVariable(variable: EnvironmentVariable, references: References): EnvironmentVariable {
  return variable.value === undefined ? variable : { ...variable, value: substitute(variable.value, references) };
}

function filledField({ body, defaults }: Container, name: string, references: References): Written | undefined {
  const written = writtenIn(body, name) ?? writtenIn(defaults, name);
  return written === undefined ? undefined : substitute(written, references);
}

function callsOf(
  { body, defaults, isScript }: Container,
  { environment, workingDirectory, image }: ContainerScope,
  { references, around }: { readonly references: References; readonly around: Surroundings },
): ContainerCalls {
  const { set } = around.given;
  const kubelet = kubernetesReferences(environment, set);
  const words = (field: string): Written[] =>
    writtenList(at(body, field) ?? at(defaults, field)).map((one) => substitute(substitute(one, references), kubelet));
  const scope = scopeOf(environment, workingDirectory.value, set);
  const command = words('command');
  const scriptOf = (scalar: YamlValue | undefined, word: Written) =>
    scalar?.kind === 'scalar' ? scriptOfScalar(scalar, word) : scriptAt(word);
  const source = at(body, 'source');
  const text = writtenIn(source);
  if (isScript && text !== undefined && command[0] !== undefined && isShell(command[0].value)) {
    return callsOfScript(scriptOf(source, substitute(text, references)), scope);
  }
  const scalars = [...itemsAt(body, 'command'), ...itemsAt(body, 'args')];
  return callsOfContainer({
    image,
    command: command.length === 0 ? undefined : command,
    args: words('args'),
    scriptOf: (word) =>
      scriptOf(
        scalars.find(({ place }) => place.line === word.place.line),
        word,
      ),
    scope,
    place: body.place,
  });
}

function scopeOf(
  environment: readonly EnvironmentVariable[],
  workingDirectory: string,
  given: ReadonlyMap<string, string>,
): ShellScope {
  const variables = environment.flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, { value, from: { kind: 'written' as const, place: value.place } }] as const],
  );
  return { variables: new Map(variables), workingDirectory, given };
}

function stepOf(
  call: ContainerCall,
  { body, defaults, name }: Container,
  { environment, workingDirectory, image }: ContainerScope,
  { use, around }: { readonly use: TemplateUse; readonly around: Surroundings },
): ExecutorStep {
  const { template, object } = use;
  const podSecurity = at(template, 'securityContext') ?? at(object.spec, 'securityContext');
  const own = [at(body, 'securityContext'), at(defaults, 'securityContext')];
  return {
    id: name === undefined ? use.id : `${use.id}/${name}`,
    title: name === undefined ? use.title : `${use.title}, container ${name}`,
    place: body.place,
    image,
    call: underCondition(call.source, use.only),
    environment: [...environment, ...ownVariables(call)],
    workingDirectory: directoryOf(call, workingDirectory),
    mounts: templateMounts(body, use, podSecurity),
    security: {
      ...kubernetesSecurity([...own, podSecurity], { container: own, given: around.given }),
      hostAccess: hostAccess(podOf(use)),
    },
    patch: {
      kind: 'yaml',
      place: body.place,
      document: object.document,
      path: body.path,
      shape: 'kubernetes',
      embedded: null,
    },
  };
}
