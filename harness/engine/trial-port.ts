import type { Readable } from 'node:stream';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { CapabilityChecks } from '../vocabulary/capability-checks.ts';
import type { ProcessStatus } from '../vocabulary/process-status.ts';
import type { SharedPodTurn } from '../vocabulary/shared-pod-turn.ts';
import type { ContainerSetup } from './container-setup.ts';
import type { Ownership } from './ownership.ts';
import type { RegistryUse } from './site-registry/room-registry.ts';

/** A trial's container. Everything is said; nothing is left to an engine's default. */
export interface TrialSpecification extends ContainerSetup {
  /** Unique among the containers of this tool. */
  readonly name: string;
  readonly image: string;
  /** The whole command line, entry point first. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Exactly this set is granted: everything is dropped, then these are added. */
  readonly capabilities: CapabilitySet;
  /**
   * Whether no process of it may gain a privilege by what it executes: a set-uid program, or one with file capabilities.
   * Kubernetes calls it `allowPrivilegeEscalation: false`.
   */
  readonly noNewPrivileges: boolean;
  readonly limits: ResourceLimits;
  readonly ownership: Ownership;
  /** Whether it is to push an image, so that what it does at the registry is followed. */
  readonly pushes: boolean;
  /** Whether its first process runs one program from its context to its end, so that any other is not its own. */
  readonly keepsProgram: boolean;
}

/** Bounds on what a trial may use. */
export interface ResourceLimits {
  readonly memoryBytes: number;
  readonly processes: number;
  /** In CPUs; 0 for no bound. */
  readonly cpus: number;
}

/** How the attempt to start a trial's container ended. */
export type TrialStart =
  | {
      readonly kind: 'started';
      readonly container: TrialContainer;
      /** Where it shares a pod with other trials. @default it has one of its own */
      readonly shared?: SharedPodTurn;
      /** For how long it waited for its turn, without its part of the start of the pod. @default 0 */
      readonly waitedMs?: number;
    }
  /** The engine cannot grant the set. Nothing ran. */
  | { readonly kind: 'ungrantable'; readonly message: string }
  /** The engine could not start it for another reason. Nothing ran. `hint` is the way out, where the engine knows one. */
  | { readonly kind: 'not-started'; readonly message: string; readonly hint?: string };

/** A started trial: it waits for its context on standard input. */
export interface TrialContainer {
  readonly name: string;
  /** Reads the builder's own process: waits until `isBuilder` holds for the status of the container's first process. */
  evidence(isBuilder: (status: ProcessStatus) => boolean, deadlineMs: number): Promise<EvidenceReading>;
  /**
   * Watches the builder and all its descendants from now on; null where the kernel cannot be watched. Checks of `asked` are
   * all told; of others, those may be left out that every program makes. Never rejects.
   */
  watch(asked: CapabilitySet): Promise<CheckWatch | null>;
  /** Sends the context and closes the stream. Once only. */
  feed(context: Readable): Promise<FeedOutcome>;
  /** Waits for the end; kills the container at the deadline, or when `cancel` fires. Never rejects for a lost connection. */
  ending(deadlineMs: number, cancel?: AbortSignal): Promise<Ending>;
  /** What it wrote, re-read from the engine after the end; null if the engine no longer has it. */
  output(): Promise<string | null>;
  /**
   * What it did at the registry of its room until now, and what ran in it while it uploaded; null in no room. Once only, after
   * all that was to be read of its image has been read. Never rejects.
   */
  registryUse(): Promise<TrialRegistryUse | null>;
  /** Removes it. To be called last, after everything it showed is on disk. */
  remove(): Promise<void>;
}

/** What a trial did at the registry of its room. */
export interface TrialRegistryUse extends RegistryUse {
  /** Who was in the container as it began to upload its image. */
  readonly company: Company;
  readonly program: ProgramCheck;
}

/** Whether a container's first process still ran the program that it had shown itself as, each time that an upload began. */
export type ProgramCheck =
  | { readonly kind: 'intact' }
  /** What it did instead, as the rest of a sentence. */
  | { readonly kind: 'taken-over'; readonly how: string }
  /** Nobody could look, or there was no upload. */
  | { readonly kind: 'not-seen' };

/** The processes of a container besides its first one. */
export type Company =
  /** Their names, of all that were seen; none where the first one was alone each time. */
  | { readonly kind: 'counted'; readonly names: readonly string[] }
  | { readonly kind: 'not-counted'; readonly message: string };

/** What the reading of a process's privilege gave. */
export type EvidenceReading =
  | { readonly kind: 'read'; readonly status: ProcessStatus }
  /** The container ended before its status could be read. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'unreadable'; readonly message: string };

/** The watch over the capability checks of one trial. */
export interface CheckWatch {
  /** Ends the watch and gives what was seen; incomplete where events were lost. Never rejects. */
  end(): Promise<CapabilityChecks>;
}

/** Whether all of the context left for the container. `delivered` does not say that the builder read all of it. */
export type FeedOutcome = { readonly kind: 'delivered' } | { readonly kind: 'broken'; readonly message: string };

/** How a trial's container ended. */
export type Ending =
  /** `outOfMemory`: the kernel killed one of its processes for want of memory. Times are the engine's, ISO 8601. */
  | {
      readonly kind: 'exited';
      readonly exitCode: number;
      readonly outOfMemory: boolean;
      readonly startedAt: string;
      readonly finishedAt: string;
    }
  /** It still ran at the deadline; it was killed. */
  | { readonly kind: 'deadline' }
  /** It left too little of the engine's disk; it was killed. */
  | { readonly kind: 'disk-full'; readonly message: string }
  /** It was killed on demand. */
  | { readonly kind: 'cancelled' }
  /** The engine took it away, or was restarted under it. */
  | { readonly kind: 'lost'; readonly message: string };
