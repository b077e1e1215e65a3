import { isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import { isRefusedEdit, lineBreak, lineStart, nextLine, type Splice, spliced } from '../splice.ts';
import { addEntry, type Edit, fillEntry, NO_EDIT, setEntry } from './edit-map.ts';
import { isFlow, type MapEntry, type OpenDocument, ownEntry, rangeOf } from './open-document.ts';

/** What a list is to hold. */
export interface WantedList {
  readonly key: string;
  /** All that it lacks is added at its end. */
  readonly wanted: readonly string[];
  /** Which of the wanted an item that is there stands for; undefined for none, so that it goes. */
  readonly meaning: (item: string) => string | undefined;
}

/** Has the list at a key of a map hold exactly what is wanted. Items that stay are kept as they stand, in their order. */
export function setList(document: OpenDocument, map: YAMLMap, list: WantedList): Edit {
  const { key, wanted } = list;
  const entry = ownEntry(map, key);
  if (entry === undefined) return wanted.length === 0 ? NO_EDIT : addEntry(document, map, { key, value: wanted });
  const node = entry.value;
  if (!isSeq(node)) return setEntry(document, map, { key, value: wanted });
  const items = node.items as Node[];
  const kept = keptItems(items, list);
  if (kept === undefined) return { refused: `The list ${key} holds more than names.` };
  const missing = wanted.filter((one) => ![...kept.values()].includes(one));
  if (missing.length === 0 && kept.size === items.length) return NO_EDIT;
  if (isFlow(node)) return flowEdit(document, node, { kept, missing, key });
  return blockEdit(document, entry, { kept, missing, key });
}

/** The items that stay, each with what it stands for; undefined where one is no text on one line. */
function keptItems(items: readonly Node[], { wanted, meaning }: WantedList): Map<Node, string> | undefined {
  const kept = new Map<Node, string>();
  for (const item of items) {
    if (!isScalar(item)) return undefined;
    const found = meaning(String(item.value));
    if (found !== undefined && wanted.includes(found) && ![...kept.values()].includes(found)) kept.set(item, found);
  }
  return kept;
}

interface ListChange {
  readonly kept: ReadonlyMap<Node, string>;
  readonly missing: readonly string[];
  readonly key: string;
}

function flowEdit({ text }: OpenDocument, node: YAMLSeq, { kept, missing, key }: ListChange): Edit {
  const [start, end] = rangeOf(node);
  const items = node.items as Node[];
  const first = items[0];
  if (betweenItems(text, node).includes('#')) return { refused: `The list ${key} has comments within its brackets.` };
  const quote = first === undefined ? '' : (/^["']/.exec(text.slice(rangeOf(first)[0]))?.[0] ?? '');
  const words = [
    ...[...kept.keys()].map((item) => text.slice(...rangeOf(item))),
    ...missing.map((name) => `${quote}${name}${quote}`),
  ];
  return [{ start, end, text: asInList(text, node, words) }];
}

/** What stands in brackets besides the items. */
function betweenItems(text: string, node: YAMLSeq): string {
  const [start, end] = rangeOf(node);
  const items = (node.items as Node[]).map((item): Splice => {
    const [from, to] = rangeOf(item);
    return { start: from - start, end: to - start, text: '' };
  });
  return spliced(text.slice(start, end), items);
}

/** An item a line where that is so already, as programs write JSON; else on one line. */
function asInList(text: string, node: YAMLSeq, words: readonly string[]): string {
  const [start, end] = rangeOf(node);
  const first = (node.items as Node[])[0];
  const source = text.slice(start, end);
  const spread = first === undefined ? null : /^\[(\s*\n\s*)/.exec(source);
  if (spread === null || words.length === 0) return `[${words.join(', ')}]`;
  const closing = /(\s*)\]$/.exec(source)?.[1] ?? '';
  return `[${spread[1]}${words.join(`,${spread[1]}`)}${closing}]`;
}

function blockEdit(document: OpenDocument, entry: MapEntry, { kept, missing, key }: ListChange): Edit {
  const { text, lineEnd } = document;
  const items = (entry.value as YAMLSeq).items as Node[];
  const dashes = items.map((item) => dashBefore(text, item));
  const [dash] = dashes;
  if (dash === undefined || dashes.includes(undefined)) {
    return { refused: `The items of the list ${key} are not on lines of their own.` };
  }
  const removed = items
    .filter((item) => !kept.has(item))
    .map((item): Splice => {
      const [start, end] = rangeOf(item);
      return { start: lineStart(text, start), end: nextLine(text, end), text: '' };
    });
  // Comments between the items stay.
  if (missing.length === 0) return kept.size > 0 ? removed : both(fillEntry(document, entry, '[]'), removed);
  const lines = missing.map((name) => `${dash}${name}`);
  const last = items.findLast((item) => kept.has(item));
  if (last !== undefined) {
    const at = lineBreak(text, rangeOf(last)[1]);
    return [...removed, { start: at, end: at, text: lines.map((line) => `${lineEnd}${line}`).join('') }];
  }
  // None stays: the new ones stand where the first one stood.
  const [first, ...others] = removed;
  if (first === undefined) return NO_EDIT;
  const isLast = !text.slice(first.start, first.end).includes('\n');
  return [{ ...first, text: `${lines.join(lineEnd)}${isLast ? '' : lineEnd}` }, ...others];
}

function both(first: Edit, others: readonly Splice[]): Edit {
  return isRefusedEdit(first) ? first : [...first, ...others];
}

/** What stands before an item on its line, dash included; undefined where that is more than a dash. */
function dashBefore(text: string, item: Node): string | undefined {
  const [start, end] = rangeOf(item);
  const before = text.slice(lineStart(text, start), start);
  return /^ *- +$/.test(before) && !text.slice(start, end).includes('\n') ? before : undefined;
}
