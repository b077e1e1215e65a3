import { isDeepStrictEqual } from 'node:util';
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
  /**
   * The profile of a container of which nothing is said: `default` for Docker's, `containers-common` for Podman's, the path of
   * another one, `unconfined`, or `unknown`.
   */
  seccomp: z.string(),
  appArmor: z.boolean(),
  selinux: z.boolean(),
  rootless: z.boolean(),
  userNamespaceRemapping: z.boolean(),
  /** `fs.protected_*` of the kernel, null where the host's files cannot be read. */
  protectedFiles: z.record(z.string(), z.string()).readonly().nullable(),
  /**
   * How the user ids of a container are those of its host, as `/proc/self/uid_map` says it there: `0 0 4294967295` where all are the
   * same. Absent where nobody looked, and in old records.
   */
  uidMap: z.string().exactOptional(),
  /**
   * The first port at which a container's program may listen without NET_BIND_SERVICE (`net.ipv4.ip_unprivileged_port_start`). Absent
   * where nobody looked, and in old records.
   */
  unprivilegedPortStart: z.number().exactOptional(),
  /**
   * How many trials may share a pod of a cluster, and take turns in it: then they share its network, its processes and its memory files.
   * Absent where each trial has all that to itself.
   */
  trialsPerPod: z.number().exactOptional(),
  /**
   * Whether a build that asks for no network reaches the registry of its run and nothing else, found out by trying: `enforced`, or `open`
   * where it reaches whatever the network lets through. Absent where the engine itself keeps builds from the network, as Docker and Podman
   * do, where it could not be tried, and in old records.
   */
  isolation: z.enum(['enforced', 'open']).exactOptional(),
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
  'uidMap',
  'unprivilegedPortStart',
  'umask',
  'trialsPerPod',
  'isolation',
] as const satisfies readonly (keyof EngineEnvironment)[];

/** Facts that not every record tells: null or absent for what is not known. */
const LATE_FACTS: ReadonlySet<string> = new Set([
  'uidMap',
  'unprivilegedPortStart',
  'isolation',
  'umask',
] satisfies DecisiveFact[]);

/** One of the facts that can change an answer. */
export type DecisiveFact = (typeof DECISIVE_FACTS)[number];

/** Whether a fact was found out. */
export function isKnownFact(environment: EngineEnvironment, fact: keyof EngineEnvironment): boolean {
  return (environment[fact] ?? 'unknown') !== 'unknown';
}

/** Whether a fact is another one on the other side. What one side does not know differs from nothing. */
export function isAnotherFact(
  fact: DecisiveFact,
  before: Pick<EngineEnvironment, DecisiveFact>,
  after: Pick<EngineEnvironment, DecisiveFact>,
): boolean {
  if (LATE_FACTS.has(fact) && ((before[fact] ?? null) === null || (after[fact] ?? null) === null)) return false;
  return !isDeepStrictEqual(factOf(before, fact), factOf(after, fact));
}

/** A fact as it is compared: where nothing is said of it, each trial has a pod of its own. */
export function factOf(environment: Pick<EngineEnvironment, DecisiveFact>, fact: DecisiveFact): unknown {
  return fact === 'trialsPerPod' ? (environment.trialsPerPod ?? 1) : environment[fact];
}

/** The series of a kernel: a patch of it is no other kernel. `6.8.0-45-generic` is of the series 6.8. */
export function kernelSeries(kernel: string): string {
  return /^\d+\.\d+/.exec(kernel)?.[0] ?? kernel;
}
