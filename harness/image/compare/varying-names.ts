import type { Entry, ImageFingerprint, LayerFingerprint } from '../fingerprint/fingerprint.ts';
import { toRecord } from '../fingerprint/layer-entries.ts';
import { parentOf } from '../fingerprint/layer-path.ts';

/** Directories in which builds with everything granted put entries under names that no other build gives. */
export interface VaryingNames {
  /** How many such names a build has at most, by directory. */
  readonly directories: ReadonlyMap<string, number>;
  /** The paths that more than one build has: their names do not vary. */
  readonly shared: ReadonlySet<string>;
}

/**
 * Learns where names vary, as `mktemp` draws them: in the directories in which at least two images of one group each have an entry that
 * none of the others has. No number of builds shows all such names, so that what stands there is compared under a common one.
 * Undefined where names do not vary.
 */
export function learnVaryingNames(groups: readonly (readonly ImageFingerprint[])[]): VaryingNames | undefined {
  const directories = new Map<string, number>();
  const shared = new Set<string>();
  for (const group of groups) {
    const own = group.map(pathsOf);
    const counts = countsOf(own);
    for (const [path, count] of counts) if (count > 1) shared.add(path);
    const byImage = own.map((paths) => ownNames(paths, (path) => counts.get(path) === 1));
    for (const directory of new Set(byImage.flatMap((names) => [...names.keys()]))) {
      const found = byImage.map((names) => names.get(directory)?.length ?? 0);
      if (found.filter((count) => count > 0).length < 2) continue;
      directories.set(directory, Math.max(...found, directories.get(directory) ?? 0));
    }
  }
  return directories.size === 0 ? undefined : { directories, shared };
}

/** The image with common names in the place of those that vary; what is more than any build had there keeps its own. */
export function withCommonNames(image: ImageFingerprint, { directories, shared }: VaryingNames): ImageFingerprint {
  const paths = pathsOf(image);
  const names = ownNames(paths, (path) => !shared.has(path));
  const renamed = new Map<string, string>();
  for (const [directory, most] of directories) {
    const own = (names.get(directory) ?? []).toSorted((a, b) => (sortKey(a, paths) < sortKey(b, paths) ? -1 : 1));
    // No file has a name that is empty, so that nothing else stands there.
    for (const [index, path] of own.slice(0, most).entries())
      renamed.set(path, `${directory}//varying-name-${index + 1}`);
  }
  if (renamed.size === 0) return image;
  return { ...image, layers: image.layers.map((layer) => renamedLayer(layer, renamed)) };
}

type Paths = ReadonlyMap<string, Entry>;

/** What the added layers hold, each path as the first of them has it. */
function pathsOf({ layers }: ImageFingerprint): Paths {
  const paths = new Map<string, Entry>();
  for (const layer of layers) {
    if (layer.kind === 'base') continue;
    for (const [path, entry] of Object.entries(layer.entries)) if (!paths.has(path)) paths.set(path, entry);
  }
  return paths;
}

function countsOf(images: readonly Paths[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const path of images.flatMap((paths) => [...paths.keys()])) counts.set(path, (counts.get(path) ?? 0) + 1);
  return counts;
}

/** The paths that only this image has, by directory; what lies in one of them varies with it. */
function ownNames(paths: Paths, isOwn: (path: string) => boolean): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const path of paths.keys()) {
    if (path === '' || !isOwn(path)) continue;
    const directory = parentOf(path);
    if (paths.has(directory) && isOwn(directory) && directory !== '') continue;
    names.set(directory, [...(names.get(directory) ?? []), path]);
  }
  return names;
}

/** Several names in one directory are told apart by what stands there, as far as a capability would not change it. */
function sortKey(path: string, paths: Paths): string {
  const entry = paths.get(path);
  return [entry?.type, entry?.uid, entry?.gid, (entry?.mode ?? 0) & 0o777, path].join('\0');
}

function renamedLayer(layer: LayerFingerprint, renamed: ReadonlyMap<string, string>): LayerFingerprint {
  if (layer.kind === 'base') return layer;
  const entries = new Map<string, Entry>();
  for (const [path, entry] of Object.entries(layer.entries))
    entries.set(renamedPath(path, renamed), withLink(entry, renamed));
  return { kind: 'added', entries: toRecord(entries) };
}

function withLink(entry: Entry, renamed: ReadonlyMap<string, string>): Entry {
  if (entry.type !== 'hardlink' || entry.link === undefined) return entry;
  return { ...entry, link: renamedPath(entry.link, renamed) };
}

function renamedPath(path: string, renamed: ReadonlyMap<string, string>): string {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const common = renamed.get(path.slice(0, end));
    if (common !== undefined) return `${common}${path.slice(end)}`;
  }
  return path;
}
