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
  /** Index of the layer; -1 for the configuration, the layers as such, and images that are compared as a whole. */
  readonly layer: number;
  /** How many layers both images have; absent where `layer` is -1. */
  readonly layerCount?: number;
  /** Path in the layer without a leading slash, not escaped; for `config` the key: `User`, `Env PATH`. */
  readonly path: string;
  readonly field: DifferenceField;
  /** The name of the extended attribute, for `xattrs`. */
  readonly attribute?: string;
  /** What it is in words a person understands: `/usr/bin/chage lost setgid (2755 -> 0755)`. Control characters are escaped. */
  readonly text: string;
}
