import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { MapEntry, OpenDocument } from './open-document.ts';

/** Which entries of which maps do not count. */
export type LeftOut = ReadonlyMap<YAMLMap, ReadonlySet<string>>;

/** All that the documents of a text say, as a text to be compared, without some entries. An alias is a name here, and leads nowhere. */
export function documentShape({ all }: OpenDocument, leftOut: LeftOut): string {
  return JSON.stringify(all.map(({ contents }) => shapeOf(contents, leftOut)));
}

function shapeOf(node: Node | null, leftOut: LeftOut): unknown {
  if (isAlias(node)) return ['alias', node.source];
  const told = node === null ? [] : [node.tag, node.anchor];
  if (isMap(node)) {
    const names = leftOut.get(node);
    const entries = (node.items as MapEntry[]).filter(
      ({ key }) => !isScalar(key) || names?.has(String(key.value)) !== true,
    );
    return ['map', ...told, entries.map(({ key, value }) => [shapeOf(key, leftOut), shapeOf(value, leftOut)])];
  }
  if (isSeq(node)) return ['list', ...told, node.items.map((item) => shapeOf(item as Node, leftOut))];
  return ['scalar', ...told, isScalar(node) ? [typeof node.value, String(node.value)] : null];
}
