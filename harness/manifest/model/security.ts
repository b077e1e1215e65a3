import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import type { RuntimeName } from '../security/runtimes.ts';
import type { Place, Stated } from './stated.ts';

/** One capability as a manifest names it, and what the system makes of the name. */
export interface CapabilityWord {
  /** As it stands in the manifest: `CAP_CHOWN`. */
  readonly text: string;
  readonly place: Place;
  /** What it names for the system; empty where it names nothing, so that it has no effect. */
  readonly meaning: CapabilitySet;
  /** Why it has no effect, or another one than it seems; null where it is as it seems. */
  readonly remark: string | null;
}

/** The filter on system calls as a manifest names it. `localhost` is a profile on the node. */
export type DeclaredSeccomp = 'default' | 'unconfined' | { readonly localhost: string };

/** What a pod has of the node that it runs on: one of its namespaces, or a volume with one of its paths. */
export type HostAccess = 'hostNetwork' | 'hostPID' | 'hostIPC' | 'hostPath';

/** What a manifest grants an executor, and how it confines it. */
export interface DeclaredSecurity {
  readonly privileged: Stated<boolean>;
  readonly added: readonly CapabilityWord[];
  readonly dropped: readonly CapabilityWord[];
  /** Whether the manifest says anything of capabilities at all. */
  readonly namesCapabilities: boolean;
  /** Whom the executor runs as; null for what its image says, which is root for Kaniko. */
  readonly user: Stated<{ readonly id: number; readonly groupId: number | null } | null>;
  readonly noNewPrivileges: Stated<boolean>;
  readonly seccomp: Stated<DeclaredSeccomp>;
  /** The runtime whose default set holds where nothing else is said. */
  readonly runtime: Stated<RuntimeName>;
  /** What only the Pod Security level "privileged" admits, besides capabilities. @default nothing */
  readonly hostAccess?: readonly Stated<HostAccess>[];
  /** What the runtime grants after all that. */
  readonly inForce: CapabilitySet;
}
