import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from 'yaml';
import type { YamlPath } from '../../manifest/model/patch-target.ts';
import { lineEndOf, type RefusedEdit } from '../splice.ts';

/** A document of a YAML text with the offsets of its parts in the text. */
export interface OpenDocument {
  readonly text: string;
  readonly lineEnd: string;
  readonly root: Node | null;
  readonly all: readonly Document.Parsed[];
  /** What each alias leads to. */
  readonly targets: ReadonlyMap<Alias, Node>;
}

/** An entry of a map. */
export type MapEntry = Pair<Node, Node | null>;

/** Opens a document of a text; the first one has 0. */
export function openDocument(text: string, index: number): OpenDocument | RefusedEdit {
  const all = [...parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' })];
  const document = all[index];
  if (document === undefined || all.some(({ errors }) => errors.length > 0)) {
    return { refused: 'The file is not valid YAML in all its documents.' };
  }
  return { text, lineEnd: lineEndOf(text), root: document.contents, all, targets: targetsIn(document) };
}

/** An alias leads to the last anchor of its name before it. */
function targetsIn(document: Document.Parsed): Map<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        // Within its own anchor it leads nowhere.
        if (target !== undefined && !holdsNode(target, node)) targets.set(node, target);
      } else if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node as Node);
    },
  });
  return targets;
}

/** The node at a path, which leads through no alias; undefined where there is none. */
export function nodeAt({ root }: OpenDocument, path: YamlPath): Node | undefined {
  let node: Node | null | undefined = root;
  for (const step of path) {
    if (isMap(node)) node = ownEntry(node as YAMLMap<Node, Node | null>, String(step))?.value;
    else if (isSeq(node) && typeof step === 'number') node = node.items[step] as Node | undefined;
    else return undefined;
  }
  return node ?? undefined;
}

/** The entry of this name in a map itself; of two the last one, which is the one that counts. */
export function ownEntry(map: YAMLMap, name: string): MapEntry | undefined {
  return (map.items as MapEntry[]).findLast(({ key }) => isScalar(key) && String(key.value) === name);
}

/** The entry of this name in the maps that merge keys (`<<`) bring; undefined where none has it. */
export function mergedEntry(map: YAMLMap, name: string, document: OpenDocument): MapEntry | undefined {
  for (const { key, value } of map.items as MapEntry[]) {
    if (!isScalar(key) || key.value !== '<<' || key.type !== 'PLAIN') continue;
    const merged = followed(value, document);
    const maps = isSeq(merged) ? merged.items.map((one) => followed(one as Node, document)) : [merged];
    for (const one of maps) {
      if (!isMap(one) || one === map) continue;
      const found = ownEntry(one, name) ?? mergedEntry(one, name, document);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** What a node is once aliases are followed. */
export function followed(node: Node | null, { targets }: OpenDocument): Node | null {
  return isAlias(node) ? (targets.get(node) ?? null) : node;
}

/**
 * How many places of a document have this node: 1, and one for each alias that leads to it or to what holds it. Infinity where
 * an alias stands within what other aliases lead to.
 */
export function usesOf(node: Node, { targets }: OpenDocument): number {
  const aliases = [...targets].filter(([, target]) => holdsNode(target, node)).map(([alias]) => alias);
  const isNested = aliases.some((alias) => [...targets.values()].some((target) => holdsNode(target, alias)));
  return isNested ? Number.POSITIVE_INFINITY : 1 + aliases.length;
}

function holdsNode(outer: Node, inner: Node): boolean {
  const [start, end] = [outer.range?.[0] ?? 0, outer.range?.[1] ?? 0];
  return outer === inner || (start <= (inner.range?.[0] ?? -1) && (inner.range?.[1] ?? 0) <= end);
}

/** Where the source of a node begins, and where its value ends. */
export function rangeOf(node: Node): readonly [start: number, end: number] {
  const [start = 0, end = 0] = node.range ?? [];
  return [start, end];
}

/** Whether a list or map stands in brackets. */
export function isFlow(node: Node): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true;
}

/** Where the last thing of a node ends: what follows on its line is a comment at most. */
export function leafEnd(node: Node): number {
  if ((isMap(node) || isSeq(node)) && !isFlow(node)) {
    const last = node.items.at(-1);
    if (isPair(last)) return entryEnd(last as MapEntry);
    if (last !== undefined) return leafEnd(last as Node);
  }
  return rangeOf(node)[1];
}

/** The same for an entry of a map. */
export function entryEnd({ key, value }: MapEntry): number {
  if (value === null || isEmptyValue(value)) return rangeOf(key)[1];
  return leafEnd(value);
}

/** Whether a value is null because nothing stands there. */
export function isEmptyValue(node: Node | null): boolean {
  return node === null || (isScalar(node) && rangeOf(node)[0] === rangeOf(node)[1] && node.source === '');
}
