import type { Entry, LayerFingerprint } from '../fingerprint/fingerprint.ts';

/** What the layers that the build added amount to together, above whatever the base layers hold. */
export function flattenLayers(layers: readonly LayerFingerprint[]): Map<string, Entry> {
  const root: Node = { path: '', entry: undefined, children: new Map() };
  for (const layer of layers) {
    if (layer.kind === 'base') continue;
    const entries = Object.entries(layer.entries);
    for (const [path, entry] of entries) if (hidesBelow(entry)) nodeAt(root, path)?.children.clear();
    for (const [path, entry] of entries) {
      const node = nodeMade(root, path);
      node.entry = over(node.entry, entry);
    }
  }
  return new Map(entriesBelow(root));
}

/** A path with what is there, if anything, and what is below it. A tree, so that what is hidden goes at once, however much it is. */
interface Node {
  readonly path: string;
  entry: Entry | undefined;
  readonly children: Map<string, Node>;
}

function nodeAt(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  for (const part of partsOf(path)) node = node?.children.get(part);
  return node;
}

function nodeMade(root: Node, path: string): Node {
  let node = root;
  for (const part of partsOf(path)) {
    const next = node.children.get(part) ?? { path: joined(node.path, part), entry: undefined, children: new Map() };
    node.children.set(part, next);
    node = next;
  }
  return node;
}

/** Without calling itself: a path may be thousands of directories deep. */
function entriesBelow(root: Node): [string, Entry][] {
  const found: [string, Entry][] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.entry !== undefined) found.push([node.path, node.entry]);
    for (const child of node.children.values()) open.push(child);
  }
  return found;
}

function partsOf(path: string): string[] {
  return path === '' ? [] : path.split('/');
}

function joined(parent: string, part: string): string {
  return parent === '' ? part : `${parent}/${part}`;
}

/** Whether an entry takes away what was below its path: a deleted or emptied directory, or one that became a file. */
function hidesBelow({ type, whiteout, opaque }: Entry): boolean {
  return type !== 'directory' || whiteout === true || opaque === true;
}

/** An entry after an earlier layer's at the same path: a directory goes on hiding what that one hid of the base. */
function over(earlier: Entry | undefined, entry: Entry): Entry {
  if (entry.type === 'opaque' && earlier?.type === 'directory') return { ...earlier, opaque: true };
  const { whiteout, opaque, ...plain } = entry;
  const hides = whiteout === true || opaque === true || (earlier !== undefined && hidesBelow(earlier));
  return plain.type === 'directory' && hides ? { ...plain, opaque: true } : plain;
}
