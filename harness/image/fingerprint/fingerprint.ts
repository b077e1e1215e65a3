/** What kind of thing a layer puts at a path. */
export type EntryType =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'hardlink'
  | 'character-device'
  | 'block-device'
  | 'fifo'
  | 'whiteout'
  | 'opaque';

/** One path of a layer. Times are left out: they differ between any two builds. */
export interface Entry {
  readonly type: EntryType;
  /** Permission bits with setuid, setgid and sticky, e.g. 0o2755. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Target of a symbolic or hard link. */
  readonly link?: string;
  /** `major:minor` of a device node. */
  readonly device?: string;
  /** Extended attributes, values in hexadecimal; file capabilities are `security.capability`. */
  readonly xattrs?: Readonly<Record<string, string>>;
  /** Size in bytes of a file. */
  readonly size?: number;
  /** SHA-256 of a file's content, hexadecimal. */
  readonly sha256?: string;
  /** The layer has a whiteout of this path besides: what lower layers have there is gone before this entry comes. */
  readonly whiteout?: true;
  /** The layer marks this directory as opaque: what lower layers have in it is hidden. */
  readonly opaque?: true;
}

/** A layer of an image: one of a base image, known by its digest alone, or one that the build added, path by path. */
export type LayerFingerprint = { readonly kind: 'base'; readonly digest: string } | AddedLayer;

/** A layer that the build added. */
export interface AddedLayer {
  readonly kind: 'added';
  /**
   * Paths are relative, without a leading slash or `./`; directories have no trailing slash; the root itself is empty. A
   * whiteout stands at the path that it deletes. A byte of a name that is not UTF-8 is a lone surrogate (U+DC80 to U+DCFF).
   * Paths come from strangers (`__proto__`), so the object has no prototype: look up with `Object.hasOwn` all the same.
   */
  readonly entries: Readonly<Record<string, Entry>>;
}

/** All that is compared of an image. */
export interface ImageFingerprint {
  /** The runtime configuration (`config` of the image's configuration file) and its platform, without times. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly layers: readonly LayerFingerprint[];
}
