import { isAlias, isMap, isScalar, type YAMLMap } from 'yaml';
import { lineBreak, lineStart, type RefusedEdit, type Splice } from '../splice.ts';
import {
  entryEnd,
  isEmptyValue,
  isFlow,
  type MapEntry,
  type OpenDocument,
  ownEntry,
  rangeOf,
} from './open-document.ts';
import { blockLines, flowText, type NewValue } from './value-text.ts';

/** An edit of a document: what is spliced, or why nothing is. */
export type Edit = readonly Splice[] | RefusedEdit;

/** Nothing is to be done. */
export const NO_EDIT: Edit = [];

/** Puts a value under a key that the map does not have itself. In lines it goes after the first of these keys that is there, else to the end. */
export function addEntry(
  document: OpenDocument,
  map: YAMLMap,
  { key, value, after = [] }: { readonly key: string; readonly value: NewValue; readonly after?: readonly string[] },
): Edit {
  return isFlow(map)
    ? addFlowEntry(document, map, { key, value })
    : addBlockEntry(document, map, { key, value, after: after.map((name) => ownEntry(map, name)) });
}

interface NewEntry {
  readonly key: string;
  readonly value: NewValue;
}

function addFlowEntry({ text, lineEnd }: OpenDocument, map: YAMLMap, { key, value }: NewEntry): Edit {
  const isQuoted = quotesKeys(map, text);
  const entry = `${flowText(key, { isQuoted })}: ${flowText(value, { isQuoted })}`;
  const [start, end] = rangeOf(map);
  const last = (map.items as MapEntry[]).at(-1);
  if (last === undefined) return [{ start, end, text: `{ ${entry} }` }];
  const [keyStart] = rangeOf(last.key);
  const own = text.slice(lineStart(text, keyStart), keyStart);
  const separator = /^\s*$/.test(own) && lineStart(text, keyStart) > start ? `,${lineEnd}${own}` : ', ';
  const at = entryEnd(last);
  return [{ start: at, end: at, text: `${separator}${entry}` }];
}

/** Whether new keys stand in double quotes: as those that are there; in an empty map as in JSON, where the whole text is. */
function quotesKeys(map: YAMLMap, text: string): boolean {
  const first = (map.items as MapEntry[])[0];
  return first === undefined ? /^\s*[{[]/.test(text) : isScalar(first.key) && first.key.type === 'QUOTE_DOUBLE';
}

function addBlockEntry(
  document: OpenDocument,
  map: YAMLMap,
  { key, value, after }: NewEntry & { readonly after: readonly (MapEntry | undefined)[] },
): Edit {
  const { text, lineEnd } = document;
  const entries = map.items as MapEntry[];
  const indent = columnOf(document, map);
  if (indent === undefined) return notIndented(document, map);
  const lines = blockLines(key, value, stepOf(document, map)).map((line) => `${indent}${line}`);
  const previous = after.find((one) => one !== undefined) ?? entries.at(-1);
  if (previous === undefined) return notIndented(document, map);
  const end = entryEnd(previous);
  // A text in lines (`|`) ends where the next line begins.
  const isLineStart = end > 0 && text[end - 1] === '\n';
  const at = isLineStart ? end : lineBreak(text, end);
  const added = lines.join(lineEnd);
  return [{ start: at, end: at, text: isLineStart ? `${added}${lineEnd}` : `${lineEnd}${added}` }];
}

/** What stands before the keys of a map in lines; undefined where that is no space. */
function columnOf({ text }: OpenDocument, map: YAMLMap): string | undefined {
  const first = (map.items as MapEntry[])[0];
  if (first === undefined) return undefined;
  const [start] = rangeOf(first.key);
  const before = text.slice(lineStart(text, start), start);
  return /^[ -]*$/.test(before) ? ' '.repeat(before.length) : undefined;
}

function notIndented({ text }: OpenDocument, map: YAMLMap): RefusedEdit {
  const line = text.slice(0, rangeOf(map)[0]).split('\n').length;
  return { refused: `The keys of the map on line ${line} do not begin their lines, so nothing is added to it.` };
}

/** By how much maps are indented here: as the first one below this map is, else by two. */
function stepOf({ text }: OpenDocument, map: YAMLMap): number {
  const column = (entry: MapEntry): number => rangeOf(entry.key)[0] - lineStart(text, rangeOf(entry.key)[0]);
  for (const entry of map.items as MapEntry[]) {
    const first = isMap(entry.value) && !isFlow(entry.value) ? (entry.value.items as MapEntry[])[0] : undefined;
    if (first !== undefined) return Math.max(1, column(first) - column(entry));
  }
  return 2;
}

/** Gives a key this value in place of a text, an alias or nothing; a list or map in lines stays, and is refused. */
export function setEntry(document: OpenDocument, map: YAMLMap, { key, value }: NewEntry): Edit {
  const entry = ownEntry(map, key);
  if (entry === undefined) return addEntry(document, map, { key, value });
  const isQuoted = isFlow(map) && quotesKeys(map, document.text);
  const text = flowText(value, { isQuoted });
  if (entry.value === null || isEmptyValue(entry.value)) return fillEntry(document, entry, text);
  const { value: node } = entry;
  if (isAlias(node) || isScalar(node) || isFlow(node)) {
    const [start, end] = rangeOf(node);
    return document.text.slice(start, end) === text ? NO_EDIT : [{ start, end, text }];
  }
  return { refused: `${key} has an unexpected form.` };
}

/** Puts a text after the colon of a key that has nothing. */
export function fillEntry({ text }: OpenDocument, { key }: MapEntry, added: string): Edit {
  const end = rangeOf(key)[1];
  const colon = /^\s*:/.exec(text.slice(end, lineBreak(text, end)))?.[0];
  if (colon === undefined) return { refused: 'A key has neither a colon nor a value.' };
  const at = end + colon.length;
  return [{ start: at, end: at, text: ` ${added}` }];
}
