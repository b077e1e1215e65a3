import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { RuntimeName } from '../manifest/security/runtimes.ts';

/** What a manifest is to grant a build, as trials showed it. */
export interface WantedGrant {
  /** All that is added after everything is dropped. */
  readonly needed: CapabilitySet;
  /** Whether the container is privileged as the manifest stands, wherever that is written. */
  readonly isPrivileged: boolean;
  /** Whether no-new-privileges is to be added: trials under it gave the same image. Else it stays as it is. */
  readonly addNoNewPrivileges: boolean;
  /** The same for the default filter on system calls. */
  readonly addDefaultSeccomp: boolean;
  /** Whose reading of capability names decides which of those that are there may stay. */
  readonly runtime: RuntimeName;
  /** What shows that the set is enough, for a comment: one line of safe text. */
  readonly evidence: string;
}
