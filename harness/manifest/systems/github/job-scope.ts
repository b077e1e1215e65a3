import type { EnvironmentVariable, Mount, Owner } from '../../model/executor-step.ts';
import { assumed } from '../../model/stated.ts';
import type { Surroundings } from '../../model/system.ts';
import { plainWritten, type Written } from '../../model/written.ts';
import type { ShellScope, ShellVariable } from '../../shell/shell-scope.ts';
import { type References, substitute } from '../../substitution/substitute.ts';
import type { YamlDocument } from '../../yaml/read-yaml.ts';
import { entriesAt, writtenIn, type YamlValue } from '../../yaml/yaml-value.ts';
import { type ExpressionValues, githubReferences } from './expressions.ts';

/** The user that GitHub's own runners have (ubuntu-24.04: uid 1001, gid 1001). */
const RUNNER: Owner = { uid: 1001, gid: 1001 };

/** What is known where a step of a workflow or an action runs. */
export interface StepScope {
  readonly document: YamlDocument;
  readonly around: Surroundings;
  /** `jobs/build`. */
  readonly id: string;
  /** `job build`. */
  readonly title: string;
  /** What expressions stand for, but for variables. */
  readonly values: ExpressionValues;
  /** The maps with variables that hold, the farthest first. */
  readonly variables: readonly (YamlValue | undefined)[];
  /** The maps of `defaults.run` that hold, the nearest first. */
  readonly defaults: readonly (YamlValue | undefined)[];
  /** The `container` of the job; undefined where it runs on the machine itself. */
  readonly container: YamlValue | undefined;
}

/** The expressions of a step, and its variables. A variable may have expressions with variables of maps around it. */
export function stepVariables(
  step: YamlValue | undefined,
  { variables, values, around }: StepScope,
): { readonly references: References; readonly environment: readonly EnvironmentVariable[] } {
  const known = new Map(values);
  const byName = new Map<string, EnvironmentVariable>();
  for (const map of [...variables, step]) {
    const references = githubReferences(new Map(known), around.given.set);
    for (const [name, value] of entriesAt(map, 'env')) {
      const written = substitute(writtenIn(value) ?? plainWritten('', value.place), references);
      known.set(`env.${name}`, written);
      byName.set(name, { name, value: written, place: value.place });
    }
  }
  return { references: githubReferences(known, around.given.set), environment: [...byName.values()] };
}

/** The workspace of a job in a container, with the files of the checkout. */
export function workspaceMount(path: string, owner: Mount['owner']): Mount {
  return {
    path,
    what: 'the workspace of the job',
    owner,
    modes: assumed('git', 'a checkout under umask 022'),
    source: null,
  };
}

/** Whom a checkout belongs to that the runner's own user makes. */
export const RUNNERS_CHECKOUT: Mount['owner'] = assumed(
  RUNNER,
  "GitHub's own runners have user 1001; --context-owner UID:GID says another one",
);

/** What a script of a step finds in its shell. */
export function shellScope(
  environment: readonly EnvironmentVariable[],
  workspace: string,
  { workingDirectory, around }: { readonly workingDirectory: string; readonly around: Surroundings },
): ShellScope {
  const from = { kind: 'assumed', because: 'the runner chooses it' } as const;
  const own: readonly (readonly [string, ShellVariable])[] = environment.flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, { value, from: { kind: 'written' as const, place: value.place } }] as const],
  );
  const place = environment[0]?.place ?? { file: '', line: 1 };
  const path: Written = plainWritten(workspace, place);
  return {
    variables: new Map([['GITHUB_WORKSPACE', { value: path, from }], ...own]),
    workingDirectory,
    given: around.given.set,
    outputs: new Map([['git rev-parse --show-toplevel', workspace]]),
  };
}
