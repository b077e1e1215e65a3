import { type ContainerCalls, callsOfScript } from '../../executor/container-call.ts';
import type { EnvironmentVariable } from '../../model/executor-step.ts';
import type { ManifestProblem } from '../../model/problem.ts';
import { assumed, writtenAt } from '../../model/stated.ts';
import type { GivenAnswers } from '../../model/system.ts';
import type { ShellScope, ShellVariable } from '../../shell/shell-scope.ts';
import type { YamlValue } from '../../yaml/yaml-value.ts';
import type { PodScripts } from '../kubernetes/read-pod.ts';
import { WORKSPACE } from './jenkins-names.ts';
import type { Jenkinsfile, JenkinsScript } from './jenkins-scripts.ts';
import { workspaceMount } from './workspace-mount.ts';

/** What the scripts of a Jenkinsfile call in the containers of one of its pods. */
export function podScripts(
  scripts: readonly JenkinsScript[],
  { file, spec, given }: { readonly file: Jenkinsfile; readonly spec: YamlValue; readonly given: GivenAnswers },
): PodScripts {
  return {
    workingDirectory: assumed(WORKSPACE, 'a step begins in the workspace of the job'),
    mounts: [workspaceMount(spec)],
    environment: environmentOf(file),
    callsIn: (container, outer) =>
      joined(scripts.filter((one) => one.container === container).map((one) => callsOf(one, outer, { file, given }))),
  };
}

/** Where scripts call an executor in no pod of the file. */
export function callsWithoutPod(
  scripts: readonly JenkinsScript[],
  { file, given }: { readonly file: Jenkinsfile; readonly given: GivenAnswers },
): ManifestProblem[] {
  const outer: ShellScope = { variables: new Map(), workingDirectory: WORKSPACE, given: given.set };
  return scripts
    .filter(({ pod }) => pod === undefined)
    .flatMap((one) =>
      callsOf(one, outer, { file, given }).calls.map(({ source: { place } }): ManifestProblem => {
        const what = `The step calls the executor in the container ${one.container}, and its pod is not in the file.`;
        const wayOut = 'Give the pod by itself with --context and --dockerfile, or put it into the Jenkinsfile (yaml).';
        return { kind: 'limit', place, what, wayOut };
      }),
    );
}

function callsOf(
  { script, workingDirectory, variables }: JenkinsScript,
  outer: ShellScope,
  { file, given }: { readonly file: Jenkinsfile; readonly given: GivenAnswers },
): ContainerCalls {
  const { calls, problems } = callsOfScript(script, {
    workingDirectory,
    given: given.set,
    variables: new Map([...outer.variables, ...file.names.variables, ...variables.flatMap(shellVariable)]),
  });
  const around = variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  return {
    calls: calls.map((call) => ({ ...call, variables: new Map([...around, ...(call.variables ?? [])]) })),
    problems,
  };
}

/** What `environment` and parameters give a process. */
function environmentOf({ definitions, names }: Jenkinsfile): EnvironmentVariable[] {
  return [...new Set([...definitions.environment, ...definitions.parameters.keys()])].flatMap((name) => {
    const value = names.variables.get(name)?.value;
    return value === undefined ? [] : [{ name, value, place: value.place }];
  });
}

function shellVariable({ name, value }: EnvironmentVariable): [string, ShellVariable][] {
  return value === undefined ? [] : [[name, { value, from: writtenAt(value, value.place).from }]];
}

function joined(readings: readonly ContainerCalls[]): ContainerCalls {
  return {
    calls: readings.flatMap(({ calls }) => calls),
    problems: readings.flatMap(({ problems }) => problems),
  };
}
