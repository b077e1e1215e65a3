import type { ImageFingerprint } from './fingerprint.ts';

/** Which property of a path, or of the configuration, differs. */
export type DifferenceField =
  | 'presence'
  | 'whiteout'
  | 'type'
  | 'mode'
  | 'owner'
  | 'link'
  | 'device'
  | 'xattrs'
  | 'content'
  | 'config'
  | 'layers';

/** One way in which an image differs from the reference image. */
export interface Difference {
  /** Index of the layer; -1 for the configuration or the number of layers. */
  readonly layer: number;
  /** Path in the layer without a leading slash; for `config` the key. */
  readonly path: string;
  readonly field: DifferenceField;
  /** What it is in words a person understands: `/usr/bin/chage lost setgid (2755 -> 0755)`. Control characters are escaped. */
  readonly text: string;
}

/** What to compare and what to leave out. */
export interface Comparison {
  readonly reference: ImageFingerprint;
  readonly image: ImageFingerprint;
}
