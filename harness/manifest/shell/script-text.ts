import type { Place } from '../model/stated.ts';
import { plainWritten, type ResolvedName, type UnresolvedName, type Written } from '../model/written.ts';
import type { YamlScalar } from '../yaml/yaml-value.ts';

/** A shell script, and where its lines stand. */
export interface ScriptText {
  readonly text: string;
  /** Where an offset of the text stands. */
  readonly placeAt: (offset: number) => Place;
  /** What was put in the place of references before the shell reads it. @default nothing */
  readonly resolved?: readonly ResolvedName[];
  /** References that are left in it. @default none */
  readonly unresolved?: readonly UnresolvedName[];
}

/** A script whose lines are lines of a file, from this one on. */
export function scriptFrom(text: string, first: Place): ScriptText {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  return { text, placeAt: (offset) => ({ ...first, line: first.line + countBelow(ends, offset) }) };
}

/** How many of sorted numbers are below another one. */
function countBelow(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A script that stands at one place as a whole. */
export function scriptAt({ value, place, resolved, unresolved }: Written): ScriptText {
  return { text: value, placeAt: () => place, resolved, unresolved };
}

/** The script in a scalar of a document; `written` is what references in it were replaced by, if any were. */
export function scriptOfScalar(
  { text, place, textLine, isLineByLine }: YamlScalar,
  written: Written = plainWritten(text, place),
): ScriptText {
  const { value, resolved, unresolved } = written;
  const first = { ...place, line: textLine };
  // A value with several lines in the place of a reference moves the lines below.
  const keepsLines = isLineByLine && value.split('\n').length === text.split('\n').length;
  return keepsLines
    ? { ...scriptFrom(value, first), resolved, unresolved }
    : { ...scriptAt(written), placeAt: () => first };
}

/** Scripts that run one after the other in one shell, as GitLab joins the lines of a job. */
export function joinedScripts(scripts: readonly ScriptText[]): ScriptText {
  const starts: number[] = [];
  let text = '';
  for (const script of scripts) {
    starts.push(text.length);
    text += `${script.text}\n`;
  }
  return {
    text,
    placeAt: (offset) => {
      const index = Math.max(0, countBelow(starts, offset + 1) - 1);
      const script = scripts[index];
      return script?.placeAt(offset - (starts[index] ?? 0)) ?? { file: '', line: 1 };
    },
    resolved: scripts.flatMap(({ resolved = [] }) => resolved),
    unresolved: scripts.flatMap(({ unresolved = [] }) => unresolved),
  };
}
