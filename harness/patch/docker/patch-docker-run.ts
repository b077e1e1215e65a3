import type { PatchTarget } from '../../manifest/model/patch-target.ts';
import { lineEndOf, lineStart, type RefusedEdit, spliced } from '../splice.ts';
import type { WantedGrant } from '../wanted-grant.ts';
import { optionEdits } from './option-edits.ts';
import { splitLine } from './split-line.ts';

/** What the comment of a patch begins with. */
const MARK = '# kaniko-caps: ';

/** Has a `docker run` line of a script grant what is wanted, and says above it what shows that. */
export function patchDockerRun(
  text: string,
  { start, end }: Extract<PatchTarget, { kind: 'docker-run' }>,
  grant: WantedGrant,
): { readonly text: string } | RefusedEdit {
  const run = splitLine(text, start, end).find(({ value }) => value === 'run' || value === 'create');
  if (run === undefined) return { refused: 'The docker run line is not where it was read.' };
  const edits = optionEdits(text, { start: run.end, end, hasImage: true }, grant);
  if (edits.length === 0) return { text };
  return { text: spliced(text, [...comment(text, start, grant), ...edits]) };
}

/** A comment on a line above; none where that line would be a part of the command before. */
function comment(text: string, start: number, { evidence }: WantedGrant) {
  const at = lineStart(text, start);
  const isContinued = /\\\r?\n$/.test(text.slice(0, at));
  const isFirst = text.slice(at, start).trim() === '';
  if (isContinued || !isFirst) return [];
  const previous = at === 0 ? 0 : lineStart(text, at - 1);
  const hasOne = text.slice(previous, at).trimStart().startsWith(MARK);
  const indent = text.slice(at, start);
  return [{ start: hasOne ? previous : at, end: at, text: `${indent}${MARK}${evidence}${lineEndOf(text)}` }];
}
