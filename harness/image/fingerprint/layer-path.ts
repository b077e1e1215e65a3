/** A path of a layer's archive as fingerprints have it: no leading slash, no `./`, no empty parts. `..` is kept as it is. */
export function normalizeLayerPath(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** The directory that holds `path`; the root, which is empty, for its top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** The last part of `path`. */
export function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
