import { posix } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';

/** Which paths of a context a `.dockerignore` leaves out. Paths are relative to the context and slash-separated. */
export interface IgnoreRules {
  /** Whether the path is left out. */
  ignores(path: string): boolean;
  /** Whether something below an ignored directory may be wanted after all (`!` rules), so that it must be walked. */
  mayKeepBelow(directory: string): boolean;
}

interface Rule {
  readonly pattern: string;
  /** `!pattern`: takes back what earlier rules ignored. */
  readonly isException: boolean;
  readonly expression: RegExp;
}

/**
 * Reads a `.dockerignore` with the semantics of moby/patternmatcher: the last rule that matches a path or one of its parents
 * wins. (The npm package for it matches regardless of case and breaks on names such as `c++`.)
 *
 * @throws HarnessError for a malformed pattern.
 */
export function parseIgnoreRules(text: string, file = '.dockerignore'): IgnoreRules {
  const rules = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => parseLine(line, `${file}:${index + 1}`) ?? []);
  const exceptions = rules.filter(({ isException }) => isException).map(({ pattern }) => pattern);
  return {
    ignores(path) {
      const candidates = withParents(path);
      return rules.reduce((ignored, { isException, expression }) => {
        if (isException !== ignored) return ignored;
        return candidates.some((candidate) => expression.test(candidate)) ? !isException : ignored;
      }, false);
    },
    mayKeepBelow: (directory) =>
      exceptions.some((pattern) => /[*?[\\]/.test(pattern) || `${pattern}/`.startsWith(`${directory}/`)),
  };
}

function parseLine(line: string, where: string): Rule | undefined {
  const trimmed = line.trim();
  if (line.startsWith('#') || trimmed === '') return undefined;
  const isException = trimmed.startsWith('!');
  const written = isException ? trimmed.slice(1).trim() : trimmed;
  if (written === '') throw malformed(where, trimmed, 'nothing follows the "!"');
  const pattern = posix
    .normalize(written)
    .replace(/(?<=.)\/$/, '')
    .replace(/^\/(?=.)/, '');
  try {
    return { pattern, isException, expression: toExpression(pattern) };
  } catch (error) {
    throw malformed(where, trimmed, messageOf(error));
  }
}

function malformed(where: string, pattern: string, reason: string): HarnessError {
  return new HarnessError('BAD_IGNORE_FILE', `${where}: malformed pattern "${pattern}": ${reason}`);
}

/** `a/b/c` gives `a/b/c`, `a`, `a/b`. */
function withParents(path: string): string[] {
  const parts = path.split('/');
  return [path, ...parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))];
}

const TOKEN = /\*\*\/?|\*|\?|\\.|\[(?:\\.|[^\]\\])+\]|./gsu;

function toExpression(pattern: string): RegExp {
  // Docker matches `**name` against the end of the path, even within a component.
  const suffix = /^\*\*([^*?[\]\\/][^*?[\]\\]*)$/.exec(pattern)?.[1];
  if (suffix !== undefined) return new RegExp(`${literal(suffix)}$`, 'su');
  const source = pattern.replace(TOKEN, (token, offset: number) => {
    if (token.startsWith('**')) return offset + token.length === pattern.length ? '.*' : '(?:.*/)?';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token === '[' || token === '\\') throw new Error(`"${token}" is not closed`);
    if (token.length > 1 && token.startsWith('[')) return token.replace(/(?<!^)\[/g, '\\[');
    return literal(token.startsWith('\\') ? token.slice(1) : token);
  });
  return new RegExp(`^${source}$`, 'su');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
