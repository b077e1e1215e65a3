import * as z from 'zod';

/** The program under test: what names it in a record. */
export const builderIdentity = z.object({
  /** Which of the known builders it is, as `builders/catalogue.ts` registers them: `kaniko`, `buildah`. */
  kind: z.string(),
  /** The image reference or the name of the binary, as the user gave it. */
  reference: z.string(),
  /** What the program says of its version. */
  version: z.string(),
  /** Where its source is, if the program tells: `github.com/osscontainertools/kaniko`. */
  repository: z.string().nullable(),
  imageDigest: z.string().nullable(),
  binarySha256: z.string().nullable(),
});

/** The program under test: what names it in a record. */
export type BuilderIdentity = z.output<typeof builderIdentity>;
