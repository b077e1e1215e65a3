import type { GroovyProgram } from './groovy/blocks.ts';
import type { GroovyString, GroovyToken } from './groovy/tokens.ts';

/** Names of a Jenkinsfile that have a literal text. */
export interface Definitions {
  /** `NAME = 'text'`, also of `environment`; a name with two texts is not among them. */
  readonly texts: ReadonlyMap<string, GroovyString>;
  /** The names that processes get: those of `environment`. */
  readonly environment: ReadonlySet<string>;
  /** Defaults of `parameters`. */
  readonly parameters: ReadonlyMap<string, GroovyString>;
}

/** Steps that declare a parameter with a default of text. */
const PARAMETERS: readonly string[] = ['string', 'text', 'choice'];

/** Finds the names that a Jenkinsfile gives a literal text. */
export function definitionsIn(program: GroovyProgram): Definitions {
  const texts = new Map<string, GroovyString>();
  const twice = new Set<string>();
  const environment = new Set<string>();
  const parameters = new Map<string, GroovyString>();
  program.tokens.forEach((token, index) => {
    const value = assigned(program.tokens, index);
    if (token.kind === 'name' && value !== undefined) {
      const isOfEnvironment = program.blocksAt(index).at(-1)?.name === 'environment' || isEnv(program.tokens, index);
      if (isOfEnvironment) environment.add(token.text);
      if (texts.has(token.text) || value === 'computed') twice.add(token.text);
      else texts.set(token.text, value);
    }
    const parameter = parameterAt(program, index);
    if (parameter !== undefined) parameters.set(...parameter);
  });
  for (const name of twice) texts.delete(name);
  return { texts, environment, parameters };
}

/** The string behind `NAME =`; `computed` where something else is there. */
function assigned(tokens: readonly GroovyToken[], index: number): GroovyString | 'computed' | undefined {
  const [name, equals, value, behind] = tokens.slice(index, index + 4);
  if (name?.kind !== 'name' || !isSign(equals, '=') || isSign(value, '=')) return undefined;
  const ends = behind === undefined || ['\n', ';', '}'].some((sign) => isSign(behind, sign));
  return value?.kind === 'string' && ends ? value : 'computed';
}

/** `env.NAME`. */
function isEnv(tokens: readonly GroovyToken[], index: number): boolean {
  const [first, dot] = tokens.slice(Math.max(0, index - 2), index);
  return first?.kind === 'name' && first.text === 'env' && isSign(dot, '.');
}

/** `string(name: 'TAG', defaultValue: 'latest')`. */
function parameterAt({ tokens, text }: GroovyProgram, index: number): [string, GroovyString] | undefined {
  const token = tokens[index];
  if (token?.kind !== 'name' || !PARAMETERS.includes(token.text)) return undefined;
  const name = argumentNamed('name', tokens, index);
  const value = argumentNamed('defaultValue', tokens, index) ?? argumentNamed('choices', tokens, index);
  return name === undefined || value === undefined ? undefined : [text.slice(name.from, name.to), value];
}

/** How far the arguments of a step may reach, in tokens. */
const MOST_ARGUMENTS = 60;

/** The string behind `name:` in the arguments of the step at this index, which may be in parentheses. */
export function argumentNamed(name: string, tokens: readonly GroovyToken[], index: number): GroovyString | undefined {
  const isOpen = isSign(tokens[index + 1], '(');
  let depth = 0;
  for (let at = index + 1; at < Math.min(tokens.length, index + MOST_ARGUMENTS); at += 1) {
    const token = tokens[at];
    if (isSign(token, '(')) depth += 1;
    if (isSign(token, ')')) depth -= 1;
    if ((isOpen && depth === 0) || (!isOpen && isSign(token, '\n'))) return undefined;
    if (token?.kind === 'name' && token.text === name && isSign(tokens[at + 1], ':')) {
      const value = tokens.slice(at + 2, at + 4).find((one) => !isSign(one, '['));
      return value?.kind === 'string' ? value : undefined;
    }
  }
  return undefined;
}

/** The first argument of the step at this index, if it is a string: `sh 'make'`, `sh('make')`. */
export function firstArgument(tokens: readonly GroovyToken[], index: number): GroovyToken | undefined {
  const [next, behind] = tokens.slice(index + 1, index + 3);
  return isSign(next, '(') ? behind : next;
}

/** Whether a token is this sign. */
export function isSign(token: GroovyToken | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.text === sign;
}
