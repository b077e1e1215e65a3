import { posix } from 'node:path';
import { RE2JS } from 're2js';
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
  readonly matches: (path: string) => boolean;
}

/** Each may be compared with each path of a context, so that there can be neither too many nor too long ones. */
const MOST_RULES = 2_000;

/** The longest path that Linux knows (PATH_MAX). */
const LONGEST_PATTERN = 4_096;

/**
 * Reads a `.dockerignore` with the semantics of moby/patternmatcher: the last rule that matches a path or one of its parents
 * wins. (The npm package for it matches regardless of case and breaks on names such as `c++`.) RE2 decides what matches, as in
 * Docker: a stranger's pattern cannot make it take more steps than pattern and path are long.
 *
 * @throws HarnessError for a malformed pattern.
 */
export function parseIgnoreRules(text: string, file = '.dockerignore'): IgnoreRules {
  const rules = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => parseLine(line, `${file}:${index + 1}`) ?? []);
  if (rules.length > MOST_RULES) {
    const message = `${file} has more than ${MOST_RULES.toLocaleString('en-US')} patterns`;
    throw new HarnessError('BAD_IGNORE_FILE', message, { hint: 'Use wildcards, or ignore whole directories.' });
  }
  const exceptions = rules.filter(({ isException }) => isException).map(({ pattern }) => pattern);
  return {
    ignores(path) {
      const candidates = withParents(path);
      return rules.reduce((ignored, { isException, matches }) => {
        if (isException !== ignored) return ignored;
        return candidates.some((candidate) => matches(candidate)) ? !isException : ignored;
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
  if (written.length > LONGEST_PATTERN) throw malformed(where, trimmed, 'it is too long');
  const pattern = posix
    .normalize(written)
    .replace(/(?<=.)\/$/, '')
    .replace(/^\/(?=.)/, '');
  try {
    return { pattern, isException, matches: toMatcher(pattern) };
  } catch (error) {
    throw malformed(where, trimmed, messageOf(error));
  }
}

/** More of a pattern that cannot be understood tells nobody more. */
const LONGEST_SHOWN = 200;

function malformed(where: string, pattern: string, reason: string): HarnessError {
  return new HarnessError(
    'BAD_IGNORE_FILE',
    `${where}: malformed pattern "${pattern.slice(0, LONGEST_SHOWN)}": ${reason}`,
  );
}

/** `a/b/c` gives `a/b/c`, `a`, `a/b`. */
function withParents(path: string): string[] {
  const parts = path.split('/');
  return [path, ...parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))];
}

/** What a pattern consists of. A bracket that is not closed is one by itself. */
const TOKEN = /\*\*\/?|\*|\?|\\.|\[(?:\\.|[^\]\\])+\]|./gsu;

function toMatcher(pattern: string): (path: string) => boolean {
  if (!/[*?[\\]/.test(pattern)) return (path) => path === pattern;
  // Docker matches `**name` against the end of the path, even within a component.
  const suffix = /^\*\*([^*?[\]\\/][^*?[\]\\]*)$/.exec(pattern)?.[1];
  if (suffix !== undefined) return (path) => path.endsWith(suffix);
  const source = pattern.replace(TOKEN, (token, offset: number) => {
    if (token.startsWith('**')) return offset + token.length === pattern.length ? '.*' : '(?:.*/)?';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token === '[' || token === '\\') throw new Error(`"${token}" is not closed`);
    if (token.length > 1 && token.startsWith('[')) return token.replace(/(?<!^)\[/g, '\\[');
    return RE2JS.quote(token.startsWith('\\') ? token.slice(1) : token);
  });
  const expression = RE2JS.compile(source, RE2JS.DOTALL);
  return (path) => expression.matches(path);
}
