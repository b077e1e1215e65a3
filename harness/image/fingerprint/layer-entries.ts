import { canonicalizeHardlinks } from './canonical-hardlinks.ts';
import type { Entry } from './fingerprint.ts';
import { baseNameOf, parentOf } from './layer-path.ts';

const WHITEOUT_PREFIX = '.wh.';
const OPAQUE_MARKER = '.wh..wh..opq';

/** Entries of a layer as they come; a later one of the same path takes the earlier one's place. */
export interface LayerEntries {
  add(path: string, entry: Entry): void;
  /**
   * All of them, sorted by path, in an object without a prototype. `counted` is told each hard link whose target was rewritten: a
   * long name that many others link to takes more room than the archive did.
   */
  toRecord(counted: (link: string) => void): Readonly<Record<string, Entry>>;
}

/** Collects the entries of one layer and reads the markers of deletion (OCI image layer specification) among them. */
export function createLayerEntries(): LayerEntries {
  const entries = new Map<string, Entry>();
  const whiteouts = new Set<string>();
  const opaque = new Set<string>();
  return {
    add(path, entry) {
      const name = baseNameOf(path);
      if (name === OPAQUE_MARKER) opaque.add(parentOf(path));
      else if (name.startsWith(WHITEOUT_PREFIX) && name !== WHITEOUT_PREFIX) whiteouts.add(deletedPath(path));
      else entries.set(path, entry);
    },
    toRecord(counted) {
      const merged = canonicalizeHardlinks(entries, counted);
      for (const path of whiteouts) {
        merged.set(path, mark(merged.get(path), { whiteout: true }) ?? marker('whiteout'));
      }
      for (const path of opaque) merged.set(path, mark(merged.get(path), { opaque: true }) ?? marker('opaque'));
      return toRecord(merged);
    },
  };
}

function deletedPath(path: string): string {
  const parent = parentOf(path);
  const name = baseNameOf(path).slice(WHITEOUT_PREFIX.length);
  return parent === '' ? name : `${parent}/${name}`;
}

function mark(entry: Entry | undefined, flag: Pick<Entry, 'whiteout' | 'opaque'>): Entry | undefined {
  return entry === undefined ? undefined : { ...entry, ...flag };
}

/** The owner and mode of a marker mean nothing. */
function marker(type: 'whiteout' | 'opaque'): Entry {
  return { type, mode: 0, uid: 0, gid: 0 };
}

/** An object without a prototype, so that a path may be called `__proto__`. */
export function toRecord<Value>(map: ReadonlyMap<string, Value>): Record<string, Value> {
  const record: Record<string, Value> = Object.create(null);
  for (const [path, value] of [...map].sort(([a], [b]) => (a < b ? -1 : 1))) record[path] = value;
  return record;
}
