import { posix } from 'node:path';
import type { Instruction } from '../../vocabulary/case.ts';
import { splitWords } from '../dockerfile-text/expand-variables.ts';

/** A path of the build context that a Dockerfile takes files from. */
export interface CopiedSource {
  /** Relative to the context, without `.` and `..`; may have wildcards in it. */
  readonly path: string;
  /** Of the instruction that names it. */
  readonly line: number;
}

/**
 * What a Dockerfile takes from its build context by COPY, ADD and bind mounts. Left out is what says nothing of where the context is:
 * the whole context, other stages and images, what is downloaded, and names with variables in them.
 */
export function copiedSources(instructions: readonly Instruction[]): CopiedSource[] {
  return instructions.flatMap((instruction) =>
    namedBy(instruction)
      .filter((source) => !/[$]|^<<|^[a-z][a-z+]*:\/\/|^git@/i.test(source))
      .map((source) => ({ path: posix.normalize(`/${source}`).replace(/^\/|\/$/g, ''), line: instruction.line }))
      .filter(({ path }) => path !== '' && path !== '*' && path !== '**'),
  );
}

function namedBy({ keyword, text }: Instruction): string[] {
  if (keyword === 'RUN') return boundSources(text);
  if (keyword !== 'COPY' && keyword !== 'ADD') return [];
  // A heredoc has its content behind the first line.
  const [, ...words] = splitWords(text.split('\n', 1)[0] ?? '');
  const first = words.findIndex((word) => !word.startsWith('--'));
  const flags = first === -1 ? words : words.slice(0, first);
  if (first === -1 || flags.some((flag) => flag.startsWith('--from='))) return [];
  return operandsOf(words.slice(first)).slice(0, -1);
}

/** What is copied and where to, be it written as words or as JSON. */
function operandsOf(words: readonly string[]): string[] {
  const plain = words.map((word) => word.replace(/^(["'])(.*)\1$/s, '$2'));
  if (!words[0]?.startsWith('[')) return plain;
  try {
    const operands: unknown = JSON.parse(words.join(' '));
    return Array.isArray(operands) ? operands.filter((one) => typeof one === 'string') : plain;
  } catch {
    return plain;
  }
}

function boundSources(text: string): string[] {
  return [...text.matchAll(/--mount=(\S+)/g)].flatMap(([, fields = '']) => {
    const named = new Map(fields.split(',').map((field) => field.split(/=(.*)/s, 2) as [string, string | undefined]));
    const isBind = (named.get('type') ?? 'bind') === 'bind' && !named.has('from');
    return isBind ? [named.get('source') ?? named.get('src') ?? ''].filter((source) => source !== '') : [];
  });
}
