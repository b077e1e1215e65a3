import type { Instruction } from '../../vocabulary/case.ts';
import { splitWords } from './expand-variables.ts';

/** What makes a text surely no Dockerfile, and in which line. */
export interface DockerfileFault {
  readonly line: number;
  readonly message: string;
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

/** Without arguments these undo what a base image says, or do nothing. */
const MAY_BE_BARE: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'RUN']);

/**
 * The first sure mistake of a Dockerfile; undefined if it has none. Builders differ in the flags and values that they know, so all
 * else is left for the builder to judge. Its time grows with the length of the text alone. (The npm package that validates
 * Dockerfiles looks every variable up in every instruction.)
 */
export function findDockerfileFault(instructions: readonly Instruction[]): DockerfileFault | undefined {
  const first = instructions.find(({ keyword }) => keyword !== 'ARG');
  if (first === undefined || (KEYWORDS.has(first.keyword) && first.keyword !== 'FROM')) {
    return { line: first?.line ?? instructions[0]?.line ?? 1, message: 'No source image provided with `FROM`' };
  }
  for (const instruction of instructions) {
    const message = faultOf(instruction);
    if (message !== undefined) return { line: instruction.line, message };
  }
  return undefined;
}

function faultOf({ keyword, text }: Instruction): string | undefined {
  if (!KEYWORDS.has(keyword)) return `Unknown instruction: ${keyword.slice(0, 40)}`;
  const all = splitWords(text).slice(1);
  if (all.length === 0) return MAY_BE_BARE.has(keyword) ? undefined : 'Instruction has no arguments';
  const words = withoutFlags(all);
  switch (keyword) {
    case 'FROM':
      return faultOfFrom(words);
    case 'ADD':
    case 'COPY':
      return countOperands(words) < 2 ? `${keyword} requires at least two arguments` : undefined;
    case 'ENV':
      return words.length === 1 && !words[0]?.includes('=') ? 'ENV must have two arguments' : undefined;
    case 'HEALTHCHECK':
      return words.length === 0 ? 'HEALTHCHECK requires at least one argument' : undefined;
    default:
      return undefined;
  }
}

function faultOfFrom(words: readonly string[]): string | undefined {
  if (words.length !== 1 && words.length !== 3) return 'FROM requires either one or three arguments';
  const as = words[1];
  return as === undefined || as.toUpperCase() === 'AS' ? undefined : 'Second argument should be AS';
}

function withoutFlags(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !word.startsWith('--'));
  return first === -1 ? [] : words.slice(first);
}

/** What is copied and where to, be it written as words or as JSON. */
function countOperands(words: readonly string[]): number {
  if (!words[0]?.startsWith('[')) return words.length;
  try {
    const operands: unknown = JSON.parse(words.join(' '));
    return Array.isArray(operands) ? operands.length : words.length;
  } catch {
    return words.length;
  }
}
