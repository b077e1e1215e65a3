import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml';
import type { YamlPath } from '../model/patch-target.ts';
import type { Place } from '../model/stated.ts';
import { truthOf } from './truth-value.ts';
import { nothingAt, type YamlMap, type YamlScalar, type YamlValue } from './yaml-value.ts';

/** The most values of a document: whatever aliases and merge keys make of it. */
export const MOST_VALUES = 200_000;

/** What the walk through a document knows. */
interface Walk {
  readonly lines: LineCounter;
  readonly placeOf: (line: number) => Place;
  /** By the anchor's name; of two of one name the later one. */
  readonly anchors: Map<string, YamlValue>;
  count: number;
}

/** Where a node stands. `line` is of the text, not of the file. */
interface Spot {
  readonly path: YamlPath;
  readonly line: number;
}

/** The values of a document with their places; undefined if there are too many. */
export function locate(
  document: Document.Parsed,
  { lines, placeOf }: Pick<Walk, 'lines' | 'placeOf'>,
): YamlValue | undefined {
  const walk: Walk = { lines, placeOf, anchors: new Map(), count: 0 };
  const root = visit(document.contents, { path: [], line: 1 }, walk);
  return walk.count > MOST_VALUES ? undefined : root;
}

function visit(node: Node | null, spot: Spot, walk: Walk): YamlValue {
  walk.count += 1;
  if (node === null || walk.count > MOST_VALUES) return nothing(spot, walk);
  // What stands within its own anchor, or before any of its name, leads nowhere.
  if (isAlias(node)) return walk.anchors.get(node.source) ?? nothing(spot, walk);
  const value = located(node, { ...spot, line: lineOf(node, spot.line, walk) }, walk);
  if ('anchor' in node && typeof node.anchor === 'string') walk.anchors.set(node.anchor, value);
  return value;
}

function located(node: Node, spot: Spot, walk: Walk): YamlValue {
  const spotted = { place: walk.placeOf(spot.line), path: spot.path, tag: tagOf(node) };
  if (isMap(node)) return { ...spotted, kind: 'map', entries: entriesOf(node.items as Pair<Node, Node>[], spot, walk) };
  if (isSeq(node)) {
    const items = node.items.map((item, index) => {
      return visit(item as Node, { path: [...spot.path, index], line: spot.line }, walk);
    });
    return { ...spotted, kind: 'list', items };
  }
  return isScalar(node) ? scalarOf(node, { ...spotted, line: spot.line }) : nothing(spot, walk);
}

/** The entries of a map, and those that its merge keys bring and it does not have itself. */
function entriesOf(
  pairs: readonly Pair<Node, Node | null>[],
  { path, line }: Spot,
  walk: Walk,
): Map<string, YamlValue> {
  const entries = new Map<string, YamlValue>();
  const merged: YamlMap[] = [];
  for (const { key, value } of pairs) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const below = visit(value, { path: [...path, name], line: lineOf(key, line, walk) }, walk);
    if (name === '<<' && key.type === 'PLAIN') merged.push(...mapsIn(below));
    else entries.set(name, below);
  }
  for (const [name, value] of merged.flatMap((map) => (walk.count > MOST_VALUES ? [] : [...map.entries]))) {
    walk.count += 1;
    if (!entries.has(name)) entries.set(name, value);
  }
  return entries;
}

function scalarOf(
  node: Scalar,
  { line, ...located }: Pick<YamlScalar, 'place' | 'path' | 'tag'> & { readonly line: number },
): YamlScalar {
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  const value = truthOf(node) ?? plainValue(node.value);
  return {
    ...located,
    kind: 'scalar',
    value,
    text: typeof value === 'string' ? value : (node.source ?? String(value ?? '')),
    textLine: located.place.line + (isBlock ? 1 : 0),
    isLineByLine: node.type === 'BLOCK_LITERAL',
  };
}

function plainValue(value: unknown): YamlScalar['value'] {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function nothing({ path, line }: Spot, { placeOf }: Walk): YamlScalar {
  return nothingAt({ path, place: placeOf(line) });
}

function lineOf(node: Node, otherwise: number, { lines }: Walk): number {
  return node.range == null ? otherwise : lines.linePos(node.range[0]).line;
}

/** A tag of the document's own, such as `!reference`. */
function tagOf({ tag }: Node & { readonly tag?: string }): string | undefined {
  return tag?.startsWith('!') ? tag : undefined;
}

function mapsIn(value: YamlValue): YamlMap[] {
  if (value.kind === 'map') return [value];
  return value.kind === 'list' ? value.items.filter((item) => item.kind === 'map') : [];
}
