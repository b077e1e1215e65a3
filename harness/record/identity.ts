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

/** The facts of engine and host that can change an answer about the same build by the same builder. */
export const DECISIVE_FACTS = [
  'engine',
  'version',
  'kernel',
  'architecture',
  'runtime',
  'storageDriver',
  'seccomp',
  'appArmor',
  'selinux',
  'rootless',
  'userNamespaceRemapping',
  'protectedFiles',
] as const satisfies readonly (keyof z.output<typeof engineEnvironment>)[];

/** The series of a kernel: a patch of it is no other kernel. `6.8.0-45-generic` is of the series 6.8. */
export function kernelSeries(kernel: string): string {
  return /^\d+\.\d+/.exec(kernel)?.[0] ?? kernel;
}

/** What a trial is run for. */
export const trialPurpose = z.enum([
  /** A build with the whole universe. */
  'reference',
  /** A set that nothing decides yet. */
  'search',
  /** A surprising outcome, or one of a trial that did not end, tried again. */
  'retry',
  /** A failure that the certificate rests on, tried again. */
  'confirmation',
  /** A difference in content that may be chance, built again. */
  'challenge',
  /** A set whose verdict is implied. */
  'audit',
  /** A minimal set with a hardening besides: it says nothing of the set without, and no answer rests on it. */
  'hardening',
  /** One of all subsets, or the one set that was asked about. */
  'asked',
]);

/** A restriction that belongs next to capabilities and may break a build by itself. */
export const hardening = z.enum([
  /** No process gains a privilege by what it executes; what Kubernetes calls `allowPrivilegeEscalation: false`. */
  'no-new-privileges',
]);

/** How thorough a run is to be. */
export const policy = z.object({
  /** How many agreeing trials a border failure needs at least. */
  confirm: z.number(),
  /** The tolerated probability that the finding of a case is wrong by chance is 1 less this. */
  confidence: z.number(),
  /** How many sets with an implied verdict are drawn for each audited answer; null for no audit. */
  audit: z.number().nullable(),
  /** The part of the time of all trials of a case that its audit may take, from 0 to 1. */
  auditShare: z.number(),
  /** Decides between equally good questions, and which sets an audit draws. */
  seed: z.number(),
  maxTrials: z.number().nullable(),
  maxTimeMs: z.number().nullable(),
  /** Whether minimal sets are tried with hardening besides; not told by records of earlier versions. */
  harden: z.boolean().optional(),
});

/** How thorough a run is to be. */
export type RunPolicy = z.output<typeof policy>;
