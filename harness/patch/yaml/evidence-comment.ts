import { isMap, type YAMLMap } from 'yaml';
import { lineStart, type Splice } from '../splice.ts';
import { type Edit, NO_EDIT } from './edit-map.ts';
import { isFlow, type OpenDocument, ownEntry, rangeOf } from './open-document.ts';

/** What the comment begins with, so that the next patch finds it. */
const MARK = '# kaniko-caps: ';

/**
 * Says what shows that a set is enough, on a line above the first of these entries that stands in lines. Above what stands in
 * brackets nothing is written: JSON has no comments.
 */
export function evidenceComment(
  { text, lineEnd }: OpenDocument,
  places: readonly (readonly [map: YAMLMap | undefined, key: string])[],
  evidence: string,
): Edit {
  for (const [map, key] of places) {
    const entry = isMap(map) && !isFlow(map) ? ownEntry(map, key) : undefined;
    if (entry === undefined) continue;
    const at = lineStart(text, rangeOf(entry.key)[0]);
    const indent = /^ */.exec(text.slice(at))?.[0] ?? '';
    return [
      { start: earlierComment(text, at), end: at, text: `${indent}${MARK}${evidence}${lineEnd}` } satisfies Splice,
    ];
  }
  return NO_EDIT;
}

/** Where the comments of earlier patches begin that end at this line. */
function earlierComment(text: string, at: number): number {
  let start = at;
  while (start > 0) {
    const previous = lineStart(text, start - 1);
    if (!text.slice(previous, start).trimStart().startsWith(MARK)) return start;
    start = previous;
  }
  return start;
}
