import type { EnvironmentVariable } from '../../model/executor-step.ts';
import { plainWritten } from '../../model/written.ts';
import { at, type YamlValue } from '../../yaml/yaml-value.ts';
import { inherits } from './job-keywords.ts';
import { type DeclaredVariable, declaredVariables, type JobVariables } from './job-variables.ts';
import type { JobRunner } from './runner/runner.ts';

/** The variables that files set for a job: the runner's, the pipeline's, the job's, the matrix'; the later one counts. */
export function variablesOfFiles(
  { keywords, root }: { readonly keywords: YamlValue; readonly root: YamlValue },
  ofMatrix: ReadonlyMap<string, DeclaredVariable>,
  runner: JobRunner,
): Map<string, DeclaredVariable> {
  const ofFile = [...declaredVariables(at(root, 'variables'))].filter(([name]) =>
    inherits(keywords, 'variables', name),
  );
  const ofRunner = runner.environment.flatMap(({ value, place }): [string, DeclaredVariable][] => {
    const equals = value.indexOf('=');
    if (equals < 1) return [];
    return [[value.slice(0, equals), { value: plainWritten(value.slice(equals + 1), place), isExpanded: true }]];
  });
  return new Map([...ofRunner, ...ofFile, ...declaredVariables(at(keywords, 'variables')), ...ofMatrix]);
}

/** Variables that GitLab and its runner read themselves; Kaniko's feature flags begin like the runner's. */
const NOT_FOR_THE_EXECUTOR = /^(?:GIT_|CI_|KUBERNETES_|FF_(?!KANIKO))/;

/** What the job's own variables give the executor. */
export function environmentOf(
  declared: ReadonlyMap<string, DeclaredVariable>,
  variables: JobVariables,
): EnvironmentVariable[] {
  return [...declared].flatMap(([name, { value }]) =>
    NOT_FOR_THE_EXECUTOR.test(name) ? [] : [{ name, value: variables.get(name)?.value ?? value, place: value.place }],
  );
}
