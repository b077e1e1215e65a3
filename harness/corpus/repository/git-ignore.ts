import ignore, { type Ignore } from 'ignore';

/** What the ignore files of git leave out, as far as they were read: those of a directory and of all above it. */
export interface GitIgnoreRules {
  /** Whether a file or a directory is left out; the path is relative to the repository, its parents are not looked at again. */
  ignores(path: string, kind: 'file' | 'directory'): boolean;
  /** The same rules, and behind them those of the ignore file of this directory (relative to the repository; empty for itself). */
  within(
    directory: string,
    text: string,
  ): { readonly rules: GitIgnoreRules; readonly leftOut: readonly LeftOutPattern[] };
}

/** A pattern that is not used, and why. */
export interface LeftOutPattern {
  /** Counted from 1. */
  readonly line: number;
  readonly why: string;
}

/** The longest path that Linux knows (PATH_MAX). */
const LONGEST_PATTERN = 4_096;

/** Each may be compared with each directory of a tree. */
const MOST_PATTERNS = 2_000;

/** A regular expression matches them, whose time grows with the length of a name to the power of their number. */
const MOST_WILDCARDS = 3;

/** Nothing is ignored yet. */
export function noGitIgnoreRules(): GitIgnoreRules {
  return rulesOf([]);
}

function rulesOf(patterns: readonly string[]): GitIgnoreRules {
  const matcher: Ignore = ignore({ ignorecase: false }).add([...patterns]);
  return {
    ignores: (path, kind) => patterns.length > 0 && matcher.ignores(kind === 'directory' ? `${path}/` : path),
    within(directory, text) {
      const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
      const read = lines.map((line, index) => readPattern(line, index + 1, directory));
      const usable = read.flatMap(({ pattern }) => pattern ?? []);
      const room = MOST_PATTERNS - patterns.length;
      const leftOut = read.flatMap(({ problem }) => problem ?? []);
      const tooMany = usable.length > room ? [{ line: lines.length, why: `there are more than ${MOST_PATTERNS}` }] : [];
      return { rules: rulesOf([...patterns, ...usable.slice(0, room)]), leftOut: [...leftOut, ...tooMany] };
    },
  };
}

interface ReadPattern {
  readonly pattern?: string;
  readonly problem?: LeftOutPattern;
}

function readPattern(text: string, line: number, directory: string): ReadPattern {
  if (text.trim() === '' || text.startsWith('#')) return {};
  if (text.length > LONGEST_PATTERN) return { problem: { line, why: 'it is too long' } };
  const segments = text.split('/');
  const isCostly =
    segments.filter((segment) => segment === '**').length > MOST_WILDCARDS ||
    segments.some((segment) => (segment.match(/\*+/g)?.length ?? 0) > MOST_WILDCARDS);
  if (isCostly) return { problem: { line, why: `it has more than ${MOST_WILDCARDS} wildcards in a row` } };
  return { pattern: directory === '' ? text : below(directory, text) };
}

/** The pattern of a nested file as one of the repository's own: `!build/` in `api` becomes `!/api/` + `**` + `/build/`. */
function below(directory: string, text: string): string {
  const isNegated = text.startsWith('!');
  const pattern = (isNegated ? text.slice(1) : text).replace(/^\\(?=[!#])/, '');
  const isAnchored = pattern.replace(/\/\s*$/, '').includes('/');
  const place = directory.replace(/[\\*?[\]]/g, '\\$&');
  return `${isNegated ? '!' : ''}/${place}/${isAnchored ? '' : '**/'}${pattern.replace(/^\//, '')}`;
}
