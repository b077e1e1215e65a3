/** What a container is given besides capabilities, because its program asks for it. */
export interface ContainerSetup {
  readonly user: ContainerUser;
  readonly seccomp: SeccompProfile;
  readonly mounts: readonly OwnMount[];
}

/** Whom a container's process runs as, whatever its image says. */
export interface ContainerUser {
  readonly id: number;
  /** Null for the group that the image has for this user. */
  readonly groupId: number | null;
}

/** The filter on system calls: the engine's own, or none. */
export type SeccompProfile = 'default' | 'unconfined';

/**
 * A directory of the container that is no part of its own file system, and goes with it. Nothing of a host is ever mounted, and no
 * other container sees it.
 */
export interface OwnMount {
  /** Absolute. */
  readonly path: string;
  /** What it begins with; null for what the image has there. */
  readonly content: MountContent | null;
}

/** What is put into a directory before its container starts. */
export interface MountContent {
  /** Absolute path, on this machine, of a gzip tar. Its entries have their owners and modes. */
  readonly archive: string;
  /** The owner and the permission bits of the directory itself. */
  readonly directory: { readonly uid: number; readonly gid: number; readonly mode: number };
}

/** The superuser, with the groups that the image gives it. */
export const ROOT: ContainerUser = { id: 0, groupId: null };

/** A root process under the engine's own filter, with nothing mounted. */
export const PLAIN_SETUP: ContainerSetup = { user: ROOT, seccomp: 'default', mounts: [] };
