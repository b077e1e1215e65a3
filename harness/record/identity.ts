import { z } from 'zod';

/** The program under test, as journal and record name it. */
export const builderIdentity = z.object({
  kind: z.enum(['kaniko', 'buildah']),
  /** The image reference or the name of the binary, as the user gave it. */
  reference: z.string(),
  /** What the program says of its version. */
  version: z.string(),
  /** Where its source is, if the program tells. */
  repository: z.string().nullable(),
  imageDigest: z.string().nullable(),
  binarySha256: z.string().nullable(),
});

/** What can change an answer about the engine and its host, as journal and record name it. */
export const engineEnvironment = z.object({
  engine: z.string(),
  endpoint: z.string(),
  version: z.string(),
  apiVersion: z.string(),
  kernel: z.string(),
  operatingSystem: z.string(),
  architecture: z.string(),
  runtime: z.string(),
  storageDriver: z.string(),
  cgroupVersion: z.string(),
  seccomp: z.string(),
  appArmor: z.boolean(),
  selinux: z.boolean(),
  rootless: z.boolean(),
  userNamespaceRemapping: z.boolean(),
  protectedFiles: z.record(z.string(), z.string()).readonly().nullable(),
  cpus: z.number(),
  memoryBytes: z.number(),
});
