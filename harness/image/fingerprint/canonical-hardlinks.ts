import type { Entry } from './fingerprint.ts';

/**
 * Rewrites each group of names of one file so that the first name in order holds the file and the others link to it:
 * which of them an archive gives the content depends on the order in which it was written, and means nothing.
 */
export function canonicalizeHardlinks(entries: ReadonlyMap<string, Entry>): Map<string, Entry> {
  const canonical = new Map(entries);
  for (const [holder, names] of groupsByHolder(entries)) {
    const [first, ...others] = [holder, ...names].sort();
    const content = entries.get(holder);
    if (first === undefined || content === undefined) continue;
    for (const name of others) canonical.set(name, { ...metadataOf(entries.get(name) ?? content), ...linkTo(first) });
    canonical.set(first, { ...content, ...metadataOf(entries.get(first) ?? content) });
  }
  return canonical;
}

/** The names that link to an entry of the same layer, by that entry's path. Links to lower layers are left alone. */
function groupsByHolder(entries: ReadonlyMap<string, Entry>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [path, entry] of entries) {
    if (entry.type !== 'hardlink') continue;
    const holder = holderOf(path, entries);
    if (holder !== undefined) groups.set(holder, [...(groups.get(holder) ?? []), path]);
  }
  return groups;
}

/** Follows links of links; undefined if they lead out of the layer or in a circle. */
function holderOf(path: string, entries: ReadonlyMap<string, Entry>): string | undefined {
  const seen = new Set<string>();
  let current = path;
  for (let entry = entries.get(current); entry !== undefined; entry = entries.get(current)) {
    if (entry.type !== 'hardlink' || entry.link === undefined) return current;
    if (seen.has(current)) return undefined;
    seen.add(current);
    current = entry.link;
  }
  return undefined;
}

function linkTo(path: string): Pick<Entry, 'type' | 'link'> {
  return { type: 'hardlink', link: path };
}

/** What each name says for itself. */
function metadataOf({ mode, uid, gid, xattrs }: Entry): Pick<Entry, 'mode' | 'uid' | 'gid' | 'xattrs'> {
  return { mode, uid, gid, ...(xattrs === undefined ? {} : { xattrs }) };
}
