import type { Origin, Place } from '../../model/stated.ts';
import { plainWritten, type ResolvedName } from '../../model/written.ts';
import type { ShellVariable } from '../../shell/shell-scope.ts';
import type { Definitions } from './definitions.ts';
import type { GroovyProgram } from './groovy/blocks.ts';
import { type StringText, stringText } from './groovy/string-text.ts';
import type { GroovyString } from './groovy/tokens.ts';

/** Where an agent's pod has the workspaces of its jobs (the Kubernetes plugin's `workingDir`). */
export const AGENT_DIRECTORY = '/home/jenkins/agent';

/** The workspace of a job that nobody named. */
export const WORKSPACE = `${AGENT_DIRECTORY}/workspace/job`;

/** What Jenkins sets for each build, as far as a file says nothing of it: stand-ins. */
const STAND_INS: Readonly<Record<string, string>> = {
  WORKSPACE,
  BUILD_NUMBER: '1',
  BUILD_ID: '1',
  BUILD_TAG: 'jenkins-job-1',
  JOB_NAME: 'job',
  JOB_BASE_NAME: 'job',
  BRANCH_NAME: 'main',
  GIT_BRANCH: 'main',
  GIT_COMMIT: '0'.repeat(40),
  BUILD_URL: 'https://jenkins.example.com/job/job/1/',
  JENKINS_URL: 'https://jenkins.example.com/',
  NODE_NAME: 'agent',
};

/** A string of a Jenkinsfile with the names in it resolved. */
export interface ResolvedString extends StringText {
  readonly resolved: readonly ResolvedName[];
  /** Names without a value, which stand in it as `${NAME}`. */
  readonly unresolved: readonly string[];
}

/** What the names of a Jenkinsfile stand for. */
export interface JenkinsNames {
  readonly textOf: (string: GroovyString) => ResolvedString;
  /** What processes find in their environment. */
  readonly variables: ReadonlyMap<string, ShellVariable>;
  readonly placeAt: (offset: number) => Place;
}

/** A name's value; `depth` is how many names led to it. */
type Named = (
  name: string,
  depth: number,
) => { readonly value: string; readonly from: Origin; readonly unresolved: readonly string[] } | undefined;

/** How deep names may lead to others. */
const DEEPEST = 10;

/** Works out the names of a Jenkinsfile: `--set` first, then what the file says, then what Jenkins sets. */
export function jenkinsNames(
  program: GroovyProgram,
  definitions: Definitions,
  { placeAt, set }: { readonly placeAt: (offset: number) => Place; readonly set: ReadonlyMap<string, string> },
): JenkinsNames {
  const named: Named = (name, depth) => {
    const given = set.get(name);
    if (given !== undefined) {
      return { value: given, from: { kind: 'given', option: `--set ${name}` }, unresolved: [] };
    }
    const literal = definitions.texts.get(name) ?? definitions.parameters.get(name);
    if (literal !== undefined && depth < DEEPEST) {
      const { text, unresolved } = read(literal, depth + 1);
      return { value: text, from: { kind: 'written', place: placeAt(literal.start) }, unresolved };
    }
    const standIn = STAND_INS[name];
    if (standIn === undefined || literal !== undefined) return undefined;
    return { value: standIn, from: { kind: 'assumed', because: 'Jenkins sets it; a stand-in' }, unresolved: [] };
  };
  const read = (string: GroovyString, depth: number): ResolvedString => {
    const resolved: ResolvedName[] = [];
    const unresolved: string[] = [];
    let room = LONGEST;
    const text = stringText(program.text, string, (expression) => {
      const name = nameOf(expression);
      const held = named(name, depth);
      if (held === undefined || held.value.length > room) {
        unresolved.push(name);
        return `\${${name}}`;
      }
      room -= held.value.length;
      resolved.push({ name, value: held.value, from: held.from });
      unresolved.push(...held.unresolved);
      return held.value;
    });
    return { ...text, resolved, unresolved: [...new Set(unresolved)] };
  };
  return { textOf: (string) => read(string, 0), variables: variablesOf(definitions, named, placeAt), placeAt };
}

/** The most characters that values may add to a string. */
const LONGEST = 100_000;

/** `env.TAG` and `params.TAG` are `TAG`. What is computed has a name made of its text. */
function nameOf(expression: string): string {
  const plain = expression.replace(/^(?:env|params|this)\./, '');
  if (plain === 'pwd()') return 'WORKSPACE';
  const name = plain.replace(/\W+/g, '_').replace(/^_+|_+$/g, '');
  return /^\d/.test(name) ? `_${name}` : name || '_';
}

function variablesOf(
  { environment, parameters }: Definitions,
  named: Named,
  placeAt: (offset: number) => Place,
): Map<string, ShellVariable> {
  const names = [...Object.keys(STAND_INS), ...parameters.keys(), ...environment];
  return new Map(
    names.flatMap((name) => {
      const held = named(name, 0);
      if (held === undefined) return [];
      const place = held.from.kind === 'written' ? held.from.place : placeAt(0);
      return [[name, { value: plainWritten(held.value, place), from: held.from }] as const];
    }),
  );
}
