import type { Entry, LayerFingerprint } from '../fingerprint/fingerprint.ts';
import { parentOf } from '../fingerprint/layer-path.ts';

/** What the layers that the build added amount to together, above whatever the base layers hold. */
export function flattenLayers(layers: readonly LayerFingerprint[]): Map<string, Entry> {
  const state = new Map<string, Entry>();
  for (const layer of layers) {
    if (layer.kind === 'base') continue;
    const entries = new Map(Object.entries(layer.entries));
    for (const path of [...state.keys()]) {
      if (hidesBelow(path, entries)) state.delete(path);
    }
    for (const [path, entry] of entries) state.set(path, over(state.get(path), entry));
  }
  return state;
}

/** Whether a layer takes away what was below one of its paths: a deleted or emptied directory, or one that became a file. */
function hidesBelow(path: string, entries: ReadonlyMap<string, Entry>): boolean {
  for (let child = path; child !== ''; child = parentOf(child)) {
    const parent = entries.get(parentOf(child));
    if (parent === undefined) continue;
    if (parent.type !== 'directory' || parent.whiteout === true || parent.opaque === true) return true;
  }
  return false;
}

/** An entry after an earlier layer's at the same path: a directory goes on hiding what that one hid of the base. */
function over(earlier: Entry | undefined, entry: Entry): Entry {
  if (entry.type === 'opaque' && earlier?.type === 'directory') return { ...earlier, opaque: true };
  const { whiteout, opaque, ...plain } = entry;
  const hides = whiteout === true || opaque === true || hidesBase(earlier);
  return plain.type === 'directory' && hides ? { ...plain, opaque: true } : plain;
}

function hidesBase(entry: Entry | undefined): boolean {
  if (entry === undefined) return false;
  return entry.type !== 'directory' || entry.whiteout === true || entry.opaque === true;
}
