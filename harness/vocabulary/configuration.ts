import * as z from 'zod';

/** Whom the files of a context belong to: one user and group, or whomever they belong to on this machine. */
const contextOwner = z.union([
  z.literal('as-is'),
  z.object({ uid: z.number().int().nonnegative(), gid: z.number().int().nonnegative() }),
]);

/** Which permissions the files of a context have. */
export const CONTEXT_MODES = ['as-is', 'git', 'git-umask-0'] as const;

/** Which permissions the files of a context have. */
export type ContextModes = (typeof CONTEXT_MODES)[number];

/** How a build context reaches the builder. */
export const contextDelivery = z.object({
  /** `dir`: a directory is mounted, as in a pod or with `docker run -v`. `tar`: a tar on standard input, which the builder unpacks. */
  kind: z.enum(['dir', 'tar']),
  /** Where a directory is mounted: an absolute path in the builder's container. It has no effect for a tar. */
  path: z.string(),
  owner: contextOwner,
  /**
   * `git`: as a checkout under umask 022 has them, 0755 and 0644. `git-umask-0`: 0777 and 0666, as GitLab Runner checks out.
   * `as-is`: as on this machine.
   */
  modes: z.enum(CONTEXT_MODES),
});

/** How a build context reaches the builder. */
export type ContextDelivery = z.output<typeof contextDelivery>;

/**
 * All that decides a build besides its Dockerfile, its files and its capabilities, as far as a user sets it. A plain value without
 * paths of this machine: whatever reads a pipeline's manifest can fill it in, and two machines can hold theirs against each other.
 */
export const configuration = z.object({
  context: contextDelivery,
  /** Layers that earlier builds left: `off`, or `--cache=true` with an empty cache (`cold`) or one that the same build filled (`warm`). */
  cache: z.enum(['off', 'cold', 'warm']),
  /** Secrets by id; a `stand-in` is a made-up value for one that nobody gave. The values are nowhere but in the builder. */
  secrets: z.array(z.object({ id: z.string(), value: z.enum(['given', 'stand-in']) })).readonly(),
  /** Whom the builder runs as; null for what the builder needs: root, for Kaniko. */
  user: z.object({ id: z.number(), groupId: z.number().nullable() }).nullable(),
  /** The filter on system calls: the engine's own, none, or a profile in a file. */
  seccomp: z.union([z.enum(['default', 'unconfined']), z.object({ name: z.string(), sha256: z.string() })]),
  /** Whether no process gains a privilege by what it executes; what Kubernetes calls `allowPrivilegeEscalation: false`. */
  noNewPrivileges: z.boolean(),
  /** Flags of the builder beyond those that the tool sets: `--snapshot-mode=redo`. In the order in which they are given. */
  builderFlags: z.array(z.string()).readonly(),
  /** Environment variables of the builder beyond those that its image sets. */
  builderEnvironment: z.record(z.string(), z.string()).readonly(),
});

/** All that decides a build besides its Dockerfile, its files and its capabilities, as far as a user sets it. */
export type Configuration = z.output<typeof configuration>;

/**
 * What holds where nobody says anything else: a mounted directory, as pods and the plain `docker run -v` have it, at the path of
 * Kaniko's own examples. Its files belong to root, so that every machine finds the same.
 */
export const DEFAULT_CONFIGURATION: Configuration = {
  context: { kind: 'dir', path: '/workspace', owner: { uid: 0, gid: 0 }, modes: 'as-is' },
  cache: 'off',
  secrets: [],
  user: null,
  seccomp: 'default',
  noNewPrivileges: false,
  builderFlags: [],
  builderEnvironment: {},
};

/** The name of a builder's flag without its dashes and its value: `snapshot-mode`. */
export function flagName(flag: string): string {
  return /^--([^=]*)/.exec(flag)?.[1] ?? '';
}
