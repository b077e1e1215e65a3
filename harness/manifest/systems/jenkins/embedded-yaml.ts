import type { PatchTarget } from '../../model/patch-target.ts';
import type { GroovyString } from './groovy/tokens.ts';
import type { JenkinsNames, ResolvedString } from './jenkins-names.ts';

type Embedded = NonNullable<Extract<PatchTarget, { kind: 'yaml' }>['embedded']>;

/**
 * The lines of a Jenkinsfile that hold a YAML text; undefined where they hold something else too, so that they cannot be changed by
 * themselves. A first line beside the quotes may be left out where it is an entry of its own, as `apiVersion: v1`.
 */
export function embeddedYaml(
  file: string,
  string: GroovyString,
  read: ResolvedString,
  names: JenkinsNames,
): Embedded | undefined {
  const raw = file.slice(string.from, string.to);
  const lineOf = (offset: number): number => names.placeAt(string.from + offset).line;
  const [beside = ''] = raw.split('\n');
  const isOwnEntry = /^[A-Za-z]+:[ \t]+[^\s|>&{[]/.test(beside);
  const startsBelow = /^[ \t]*\\?\r?$/.test(beside) || isOwnEntry;
  const endsAbove = /\n[ \t]*$/.test(raw);
  if (!read.isLineByLine || !startsBelow || !endsAbove) return undefined;
  const firstLine = lineOf(beside.length) + 1;
  const lastLine = lineOf(Math.max(beside.length, raw.trimEnd().length - 1));
  return lastLine < firstLine ? undefined : { firstLine, lastLine, indent: indentOf(raw.slice(beside.length + 1)) };
}

/** What all lines of a text are indented by. */
function indentOf(text: string): number {
  const indents = text
    .split('\n')
    .flatMap((line) => (line.trim() === '' ? [] : [line.length - line.trimStart().length]));
  return indents.reduce((least, one) => Math.min(least, one), indents[0] ?? 0);
}
