import * as z from 'zod';

/** Which property of a path, or of the configuration, differs. */
export const differenceField = z.enum([
  'presence',
  'whiteout',
  'type',
  'mode',
  'owner',
  'link',
  'device',
  'xattrs',
  'content',
  'config',
  'layers',
]);

/** Which property of a path, or of the configuration, differs. */
export type DifferenceField = z.output<typeof differenceField>;

/** One way in which an image differs from the reference image. */
export const imageDifference = z.object({
  /** Index of the layer; -1 for the configuration, the layers as such, and images that are compared as a whole. */
  layer: z.number(),
  /** How many layers both images have; absent where `layer` is -1. */
  layerCount: z.exactOptional(z.number()),
  /** Path in the layer without a leading slash, not escaped; for `config` the key: `User`, `Env PATH`. */
  path: z.string(),
  field: differenceField,
  /** The name of the extended attribute, for `xattrs`. */
  attribute: z.exactOptional(z.string()),
  /** What it is in words a person understands: `/usr/bin/chage lost setgid (2755 -> 0755)`. Control characters are escaped. */
  text: z.string(),
});

/** One way in which an image differs from the reference image. */
export type Difference = z.output<typeof imageDifference>;
