import type { Entry } from './fingerprint.ts';

/**
 * Rewrites each group of names of one file so that the first name in order holds the file and the others link to it:
 * which of them an archive gives the content depends on the order in which it was written, and means nothing. `rewritten` is
 * told the target of each link, before the next one is made.
 */
export function canonicalizeHardlinks(
  entries: ReadonlyMap<string, Entry>,
  rewritten: (link: string) => void = () => {},
): Map<string, Entry> {
  const canonical = new Map(entries);
  for (const [holder, names] of groupsByHolder(entries)) {
    const [first, ...others] = [holder, ...names].sort();
    const content = entries.get(holder);
    if (first === undefined || content === undefined) continue;
    for (const name of others) {
      rewritten(first);
      canonical.set(name, { ...metadataOf(entries.get(name) ?? content), ...linkTo(first) });
    }
    canonical.set(first, { ...content, ...metadataOf(entries.get(first) ?? content) });
  }
  return canonical;
}

/** The names that link to an entry of the same layer, by that entry's path. Links to lower layers are left alone. */
function groupsByHolder(entries: ReadonlyMap<string, Entry>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  const holders = new Map<string, string | undefined>();
  for (const [path, entry] of entries) {
    if (entry.type !== 'hardlink') continue;
    const holder = holderOf(path, entries, holders);
    if (holder === undefined) continue;
    const names = groups.get(holder);
    if (names === undefined) groups.set(holder, [path]);
    else names.push(path);
  }
  return groups;
}

/**
 * Follows links of links; undefined if they lead out of the layer or in a circle. What is known of the links on the way is kept
 * in `holders`: a chain of links may be as long as the layer.
 */
function holderOf(
  path: string,
  entries: ReadonlyMap<string, Entry>,
  holders: Map<string, string | undefined>,
): string | undefined {
  const passed: string[] = [];
  let current = path;
  // A link that is met again while it is followed leads in a circle, and stays undefined.
  for (let entry = entries.get(current); !holders.has(current); entry = entries.get(current)) {
    const isLink = entry?.type === 'hardlink' && entry.link !== undefined;
    holders.set(current, isLink || entry === undefined ? undefined : current);
    if (!isLink) break;
    passed.push(current);
    current = entry?.link ?? '';
  }
  const holder = holders.get(current);
  for (const link of passed) holders.set(link, holder);
  return holder;
}

function linkTo(path: string): Pick<Entry, 'type' | 'link'> {
  return { type: 'hardlink', link: path };
}

/** What each name says for itself. */
function metadataOf({ mode, uid, gid, xattrs }: Entry): Pick<Entry, 'mode' | 'uid' | 'gid' | 'xattrs'> {
  return { mode, uid, gid, ...(xattrs === undefined ? {} : { xattrs }) };
}
