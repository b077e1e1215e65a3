import type { Definitions } from './definitions.ts';
import { argumentNamed, firstArgument, isSign } from './definitions.ts';
import type { GroovyProgram } from './groovy/blocks.ts';
import type { GroovyString } from './groovy/tokens.ts';

/** A pod of a Jenkinsfile, and the tokens that run on it. */
export interface JenkinsPod {
  /** Its YAML, or the path of the file that has it (`yamlFile`). */
  readonly yaml: GroovyString;
  readonly isFile: boolean;
  /** The container that scripts run in where no `container` says another one. @default the agent's */
  readonly defaultContainer: GroovyString | undefined;
  readonly from: number;
  readonly to: number;
}

/** What a Jenkinsfile says of pods. */
export interface JenkinsPods {
  readonly pods: readonly JenkinsPod[];
  /** `containerTemplate`, which cannot name capabilities: the string of its image. */
  readonly templates: readonly GroovyString[];
}

/** The most pods that are read of a Jenkinsfile. */
export const MOST_PODS = 100;

/** Finds the pods of a Jenkinsfile: `yaml '''…'''` or `yamlFile '…'` of an agent, `podTemplate(yaml: '''…''')`. */
export function podsOf(program: GroovyProgram, { texts }: Definitions): JenkinsPods {
  const pods: JenkinsPod[] = [];
  const templates: GroovyString[] = [];
  program.tokens.forEach((token, index) => {
    if (token.kind !== 'name' || pods.length > MOST_PODS) return;
    const value = argumentOf(program, index);
    const string = value?.kind === 'name' ? texts.get(value.text) : value;
    if ((token.text === 'yaml' || token.text === 'yamlFile') && string?.kind === 'string') {
      const isFile = token.text === 'yamlFile';
      pods.push({
        yaml: string,
        isFile,
        defaultContainer: defaultContainer(program, index),
        ...rangeOf(program, index),
      });
    }
    if (token.text === 'containerTemplate') {
      const image = argumentNamed('image', program.tokens, index);
      if (image !== undefined) templates.push(image);
    }
  });
  return { pods, templates };
}

/** `yaml '…'`, `yaml('…')`, `yaml: '…'`, `yaml = '…'`. */
function argumentOf({ tokens }: GroovyProgram, index: number): ReturnType<typeof firstArgument> {
  const next = tokens[index + 1];
  return isSign(next, ':') || isSign(next, '=') ? tokens[index + 2] : firstArgument(tokens, index);
}

/** What runs on a pod: the block behind its `podTemplate(…)`, or the one that its `agent` is in. */
function rangeOf(program: GroovyProgram, index: number): Pick<JenkinsPod, 'from' | 'to'> {
  const template = program.headedBy(index);
  if (template !== undefined) return { from: template.open, to: template.close };
  const blocks = program.blocksAt(index);
  const agent = blocks.findIndex(({ name }) => name === 'agent');
  const around = agent > 0 ? blocks[agent - 1] : undefined;
  return { from: around?.open ?? 0, to: around?.close ?? program.tokens.length };
}

/** `defaultContainer 'kaniko'` beside the pod. */
function defaultContainer(program: GroovyProgram, index: number): GroovyString | undefined {
  const block = program.blocksAt(index).at(-1);
  const [from, to] = block === undefined ? [0, program.tokens.length] : [block.open, block.close];
  const found = program.tokens.findIndex(
    (token, at) => at > from && at < to && token.kind === 'name' && token.text === 'defaultContainer',
  );
  const value = found < 0 ? undefined : argumentOf(program, found);
  return value?.kind === 'string' ? value : undefined;
}
