import { constants, type Stats } from 'node:fs';
import { access, lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { onDisk, textOfBytes } from '../../text/byte-text.ts';
import { readable } from '../input-errors.ts';
import type { IgnoreRules } from './ignore-rules.ts';
import { holdsOnlyRuns } from './kept-runs.ts';

/** The user and the group that a file belongs to. */
export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
}

/** One file, directory or symbolic link of a build context. */
export interface ContextEntry {
  /** Relative to the context, slash-separated; a byte that is no UTF-8 is a lone surrogate (`textOfBytes`). */
  readonly path: string;
  /** Absolute path on disk. */
  readonly source: string;
  readonly type: 'file' | 'directory' | 'symlink';
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  /** Whom it belongs to on this machine. */
  readonly owner: FileOwner;
  /** 0 unless it is a file. */
  readonly sizeBytes: number;
  /** Where a symbolic link points. */
  readonly linkTarget: string | undefined;
  /** Whether the rules ignore it. It is sent all the same, because the builder itself reads it or because something in it is kept. */
  readonly isIgnored: boolean;
}

/** What of a directory belongs to the context. */
export interface ContextSelection {
  readonly rules: IgnoreRules;
  /** Sent even if the rules ignore them: what the builder itself reads. */
  readonly required: ReadonlySet<string>;
  /** Never sent. */
  readonly omitted: ReadonlySet<string>;
  /** The sum of the file sizes that is still allowed. */
  readonly sizeLimitBytes: number;
}

/** The directory of a context itself, as the entry `.`. */
export async function rootEntry(root: string): Promise<ContextEntry> {
  const stats = await readContext(root, () => lstat(root));
  return {
    path: '.',
    source: root,
    type: 'directory',
    mode: stats.mode & 0o7777,
    owner: { uid: stats.uid, gid: stats.gid },
    sizeBytes: 0,
    linkTarget: undefined,
    isIgnored: false,
  };
}

/**
 * Lists what a build context holds, parents before children, names in byte order. Sockets, pipes and devices are left out:
 * no builder sends them on. So are runs of this program that are kept there.
 *
 * @throws HarnessError for what cannot be read, and for a context above the limit.
 */
export async function walkContext(root: string, selection: ContextSelection): Promise<ContextEntry[]> {
  const walk: Walk = { ...selection, root, found: [], sizes: new Map(), totalBytes: 0 };
  await walkDirectory('', [], walk);
  return walk.found;
}

interface Walk extends ContextSelection {
  readonly root: string;
  readonly found: ContextEntry[];
  /** Bytes below each entry of the root. */
  readonly sizes: Map<string, number>;
  totalBytes: number;
}

/** `pending` are ignored directories above, which are sent only if something in them is. */
async function walkDirectory(directory: string, pending: readonly ContextEntry[], walk: Walk): Promise<void> {
  let parents = pending;
  for (const name of await sortedNames(join(walk.root, directory))) {
    const path = directory === '' ? name : `${directory}/${name}`;
    if (walk.omitted.has(path)) continue;
    const isIgnored = walk.rules.ignores(path);
    const isKept = walk.required.has(path) || !isIgnored;
    if (!isKept && !mayHoldKept(path, walk)) continue;
    const described = await describe(path, walk.root);
    if (described === undefined) continue;
    if (described.type === 'directory' && (await holdsOnlyRuns(described.source))) continue;
    const entry = { ...described, isIgnored };
    if (isKept) {
      walk.found.push(...parents, entry);
      parents = [];
      count(entry, walk);
    }
    if (entry.type === 'directory') {
      const before = walk.found.length;
      await walkDirectory(path, isKept ? [] : [...parents, entry], walk);
      if (walk.found.length > before) parents = [];
    }
  }
}

function mayHoldKept(path: string, { rules, required }: Walk): boolean {
  return rules.mayKeepBelow(path) || [...required].some((wanted) => wanted.startsWith(`${path}/`));
}

async function sortedNames(directory: string): Promise<string[]> {
  const names = await readContext(directory, () => readdir(onDisk(directory), { encoding: 'buffer' }));
  return names.toSorted(Buffer.compare).map(textOfBytes);
}

async function describe(path: string, root: string): Promise<Omit<ContextEntry, 'isIgnored'> | undefined> {
  const source = join(root, path);
  const stats = await readContext(source, () => lstat(onDisk(source)));
  const type = typeOf(stats);
  if (type === undefined) return undefined;
  // Packing would find it out as well, but only when a sandbox has been started.
  if (type === 'file') await readContext(source, () => access(onDisk(source), constants.R_OK));
  const linkTarget = type === 'symlink' ? await linkTargetOf(source) : undefined;
  return {
    path,
    source,
    type,
    mode: stats.mode & 0o7777,
    owner: { uid: stats.uid, gid: stats.gid },
    sizeBytes: type === 'file' ? stats.size : 0,
    linkTarget,
  };
}

async function linkTargetOf(source: string): Promise<string> {
  return textOfBytes(await readContext(source, () => readlink(onDisk(source), { encoding: 'buffer' })));
}

function typeOf(stats: Stats): ContextEntry['type'] | undefined {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : undefined;
}

function count({ path, sizeBytes }: ContextEntry, walk: Walk): void {
  const top = path.split('/')[0] ?? path;
  walk.sizes.set(top, (walk.sizes.get(top) ?? 0) + sizeBytes);
  walk.totalBytes += sizeBytes;
  if (walk.totalBytes <= walk.sizeLimitBytes) return;
  const largest = [...walk.sizes].toSorted(([, a], [, b]) => b - a).slice(0, 3);
  const listed = largest.map(([name, sizeBytes]) => `${name} (${inMebibytes(sizeBytes)})`).join(', ');
  throw new HarnessError(
    'CONTEXT_TOO_LARGE',
    `The build context ${walk.root} is larger than ${inMebibytes(walk.sizeLimitBytes)}; so far: ${listed}`,
    { hint: 'List in .dockerignore what the build does not need.' },
  );
}

function inMebibytes(sizeBytes: number): string {
  return `${(sizeBytes / 2 ** 20).toFixed(1)} MiB`;
}

/** Reads a part of the context. */
export function readContext<T>(path: string, read: () => Promise<T>): Promise<T> {
  return readable(`${path} of the build context`, read, {
    code: 'BAD_CONTEXT',
    hint: 'Make it readable, or list it in .dockerignore.',
  });
}
