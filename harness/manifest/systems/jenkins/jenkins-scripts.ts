import { absolutePath } from '../../executor/executor-context.ts';
import type { EnvironmentVariable } from '../../model/executor-step.ts';
import { plainWritten } from '../../model/written.ts';
import type { ScriptText } from '../../shell/script-text.ts';
import { argumentNamed, type Definitions, firstArgument } from './definitions.ts';
import type { GroovyBlock, GroovyProgram } from './groovy/blocks.ts';
import type { GroovyString } from './groovy/tokens.ts';
import { type JenkinsNames, WORKSPACE } from './jenkins-names.ts';
import type { JenkinsPod } from './jenkins-pods.ts';

/** An `sh` step with a literal script. */
export interface JenkinsScript {
  /** Where it runs: undefined where no pod of the file is around it. */
  readonly pod: JenkinsPod | undefined;
  readonly container: string;
  readonly script: ScriptText;
  readonly workingDirectory: string;
  /** What `withEnv` around it sets. */
  readonly variables: readonly EnvironmentVariable[];
}

/** A Jenkinsfile, and what its names stand for. */
export interface Jenkinsfile {
  readonly program: GroovyProgram;
  readonly definitions: Definitions;
  readonly names: JenkinsNames;
}

/** The scripts of a Jenkinsfile. One that is computed is not among them. */
export function scriptsOf(pods: readonly JenkinsPod[], file: Jenkinsfile): JenkinsScript[] {
  const { program, names } = file;
  return program.tokens.flatMap((token, index) => {
    const string = token.kind === 'name' && token.text === 'sh' ? scriptOf(file, index) : undefined;
    if (string === undefined) return [];
    const blocks = program.blocksAt(index);
    const pod = innermost(pods, index);
    const fallback = pod?.defaultContainer === undefined ? AGENT : names.textOf(pod.defaultContainer).text;
    const container = argumentOfBlock('container', blocks, file).at(-1) ?? fallback;
    return [{ pod, container, ...scriptAt(string, blocks, file) }];
  });
}

/** The container of the agent, in which steps run where nothing says another one. */
export const AGENT = 'jnlp';

/** The pod that a token runs on: the one with the smallest range around it. */
function innermost(pods: readonly JenkinsPod[], index: number): JenkinsPod | undefined {
  const around = pods.filter(({ from, to }) => from <= index && index < to);
  return around.toSorted((a, b) => a.to - a.from - (b.to - b.from))[0];
}

/** `sh '…'`, `sh(script: '…', label: '…')`, `sh NAME`. */
function scriptOf({ program: { tokens }, definitions }: Jenkinsfile, index: number): GroovyString | undefined {
  const value = argumentNamed('script', tokens, index) ?? firstArgument(tokens, index);
  if (value?.kind === 'string') return value;
  return value?.kind === 'name' ? definitions.texts.get(value.text) : undefined;
}

function scriptAt(
  string: GroovyString,
  blocks: readonly GroovyBlock[],
  file: Jenkinsfile,
): Omit<JenkinsScript, 'pod' | 'container'> {
  const { text, offsetAt, resolved } = file.names.textOf(string);
  const directories = argumentOfBlock('dir', blocks, file);
  return {
    script: { text, placeAt: (offset) => file.names.placeAt(offsetAt(offset)), resolved },
    workingDirectory: directories.reduce((outer, inner) => absolutePath(inner, outer), WORKSPACE),
    variables: blocks.filter(({ name }) => name === 'withEnv').flatMap((block) => variablesOf(block, file)),
  };
}

/** The strings that blocks of a name are given, the outer ones first: `container('kaniko')`, `container(name: 'kaniko')`. */
function argumentOfBlock(name: string, blocks: readonly GroovyBlock[], { program, names }: Jenkinsfile): string[] {
  return blocks.flatMap((block) => {
    if (block.name !== name) return [];
    const string = program.tokens.slice(block.head.from, block.head.to).find((token) => token.kind === 'string');
    return string?.kind === 'string' ? [names.textOf(string).text] : [];
  });
}

/** `withEnv(['NAME=value'])`. */
function variablesOf({ head }: GroovyBlock, { program, names }: Jenkinsfile): EnvironmentVariable[] {
  return program.tokens.slice(head.from, head.to).flatMap((token) => {
    if (token.kind !== 'string') return [];
    const { text, resolved } = names.textOf(token);
    const place = names.placeAt(token.start);
    const equals = text.indexOf('=');
    if (equals < 1) return [];
    return [
      { name: text.slice(0, equals), value: { ...plainWritten(text.slice(equals + 1), place), resolved }, place },
    ];
  });
}
