import * as z from 'zod';

/** What can change an answer about the engine and its host; part of the record. */
export const engineEnvironment = z.object({
  /** The kind of engine: `docker`, `podman`, ... Records of earlier versions call Podman `docker`. */
  engine: z.string(),
  endpoint: z.string(),
  version: z.string(),
  /** The API version that is spoken, after negotiation. */
  apiVersion: z.string(),
  kernel: z.string(),
  operatingSystem: z.string(),
  architecture: z.string(),
  runtime: z.string(),
  storageDriver: z.string(),
  cgroupVersion: z.string(),
  /** The default seccomp profile's name, `unconfined`, or `unknown`. */
  seccomp: z.string(),
  appArmor: z.boolean(),
  selinux: z.boolean(),
  rootless: z.boolean(),
  userNamespaceRemapping: z.boolean(),
  /** `fs.protected_*` of the kernel, null where the host's files cannot be read. */
  protectedFiles: z.record(z.string(), z.string()).readonly().nullable(),
  /** Of the builder in the run's first trial: what the engine gives to containers, in octal. Null before it, and in old records. */
  umask: z.string().nullable().default(null),
  cpus: z.number(),
  memoryBytes: z.number(),
});

/** What can change an answer about the engine and its host. */
export type EngineEnvironment = z.output<typeof engineEnvironment>;

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
  'umask',
] as const satisfies readonly (keyof EngineEnvironment)[];

/** The series of a kernel: a patch of it is no other kernel. `6.8.0-45-generic` is of the series 6.8. */
export function kernelSeries(kernel: string): string {
  return /^\d+\.\d+/.exec(kernel)?.[0] ?? kernel;
}
