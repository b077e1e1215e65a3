import type { Readable } from 'node:stream';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { CapabilityChecks } from '../vocabulary/capability-checks.ts';
import type { EngineEnvironment } from '../vocabulary/engine-environment.ts';
import type { ProcessStatus } from '../vocabulary/process-status.ts';

/**
 * What runs containers. The port speaks of what the harness needs, not of one engine's vocabulary: Docker implements it
 * today, the scripted engine of `testing/` stands in for it, and a Kubernetes implementation must fit without bending it.
 * Implementations translate every failure of their engine at this edge: expected ones into values, an engine that cannot be
 * used at all into a HarnessError INFRASTRUCTURE.
 */
export interface Engine {
  /** Facts about the engine and its host that can change an answer. */
  environment(): Promise<EngineEnvironment>;
  readonly images: ImageStore;
  /** Creates a private network; `internal` ones reach nothing outside. Returns its name. */
  createNetwork(specification: NetworkSpecification): Promise<void>;
  /** Creates and starts a container that lives as long as the sandbox. */
  startService(specification: ServiceSpecification): Promise<Service>;
  /** Makes sure that `TrialContainer.evidence` can read; `auxiliaryImage` holds a shell, for engines that need a helper. */
  prepareEvidence(auxiliaryImage: string, labels: Labels): Promise<void>;
  /**
   * Makes sure, where it can, that `TrialContainer.watch` sees the capability checks of the kernel. Never rejects: an engine
   * whose kernel cannot be watched says why, and nothing else changes.
   */
  prepareWitness(): Promise<WitnessSource>;
  /** Creates a trial's container, connects to it and starts it. It then waits for its context. */
  startTrial(specification: TrialSpecification): Promise<TrialStart>;
  /** Every object of this tool whose labels match; for removing what an earlier run left. */
  list(labels: Labels): Promise<EngineObject[]>;
  /** Removes an object, or does nothing if it is already gone. */
  remove(object: EngineObject): Promise<void>;
  /** Drops connections. Nothing on the engine is removed. */
  close(): Promise<void>;
}

/** Names and values that mark what belongs to whom. */
export type Labels = Readonly<Record<string, string>>;

/** An image that the engine holds. */
export interface ImageSummary {
  /** The engine's id of the image: the digest of its configuration or manifest. */
  readonly id: string;
  /** The digest under which a registry knows it, if any. */
  readonly repoDigest: string | null;
  readonly architecture: string;
  readonly labels: Labels;
  readonly entrypoint: readonly string[];
  readonly environment: readonly string[];
}

/** A user name and password, or a token, for a registry; in the form that the engine's API takes. */
export type RegistryCredentials = Readonly<Record<string, string>>;

/** How an imported root filesystem becomes an image. */
export interface ImportSettings {
  readonly reference: string;
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  readonly labels?: Labels;
}

/** The engine's images. */
export interface ImageStore {
  find(reference: string): Promise<ImageSummary | undefined>;
  /** References of images whose name matches `pattern` (with `*`). */
  matching(pattern: string): Promise<string[]>;
  /** Pulls an image; a failure is a value, because the caller may have another source. */
  pull(reference: string, credentials: RegistryCredentials | undefined): Promise<TransferOutcome>;
  /** Makes an image of one layer from a tar of a root filesystem. */
  importRootFilesystem(tar: Readable, settings: ImportSettings): Promise<void>;
  /** Pushes an image that the engine has, under another name, into a registry that the engine reaches. */
  push(reference: string, destination: string): Promise<TransferOutcome>;
}

/** How a pull or push ended; `digest` is the manifest's. */
export type TransferOutcome =
  | { readonly kind: 'done'; readonly digest: string | null }
  | { readonly kind: 'failed'; readonly message: string };

/** A private network. */
export interface NetworkSpecification {
  readonly name: string;
  readonly internal: boolean;
  readonly labels: Labels;
}

/** A container that lives as long as the sandbox: the registry, or a slot's holder. It gets no capabilities. */
export interface ServiceSpecification {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The networks it joins; the first one decides `Service.address`. */
  readonly networks: readonly string[];
  /** A TCP port to publish on the engine host's loopback, besides. */
  readonly publishedPort?: number;
  /** Host names for its hosts file, and so for every trial in its network namespace. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Name servers; an empty list leaves the engine's. */
  readonly nameServers: readonly string[];
  readonly labels: Labels;
}

/** A running service. */
export interface Service {
  readonly name: string;
  /** Its address on each of its networks. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The port on the engine host's loopback under which `publishedPort` is reached. */
  readonly hostPort: number | undefined;
  /** Streams one file of its filesystem, through the engine; undefined if there is no such file. */
  openFile(path: string): Promise<Readable | undefined>;
}

/** An object on the engine that carries this tool's labels. */
export interface EngineObject {
  readonly kind: 'container' | 'network';
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly running: boolean;
}

/** Bounds on what a trial may use. */
export interface ResourceLimits {
  readonly memoryBytes: number;
  readonly processes: number;
  /** In CPUs; 0 for no bound. */
  readonly cpus: number;
}

/** A trial's container. Everything is said; nothing is left to an engine's default. */
export interface TrialSpecification {
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
  /** The service whose network namespace the container joins; null for no network at all. */
  readonly slot: string | null;
  readonly limits: ResourceLimits;
  readonly labels: Labels;
}

/** How the attempt to start a trial's container ended. */
export type TrialStart =
  | { readonly kind: 'started'; readonly container: TrialContainer }
  /** The engine cannot grant the set. Nothing ran. */
  | { readonly kind: 'ungrantable'; readonly message: string }
  /** The engine could not start it for another reason. Nothing ran. */
  | { readonly kind: 'not-started'; readonly message: string };

/** What the reading of a process's privilege gave. */
export type EvidenceReading =
  | { readonly kind: 'read'; readonly status: ProcessStatus }
  /** The container ended before its status could be read. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'unreadable'; readonly message: string };

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
  /** It was killed on demand. */
  | { readonly kind: 'cancelled' }
  /** The engine took it away, or was restarted under it. */
  | { readonly kind: 'lost'; readonly message: string };

/** Whether the kernel under an engine can be watched; the reason says what is in the way. */
export type WitnessSource = { readonly kind: 'watching' } | { readonly kind: 'unavailable'; readonly reason: string };

/** The watch over the capability checks of one trial. */
export interface CheckWatch {
  /** Ends the watch and gives what was seen; incomplete where events were lost. Never rejects. */
  end(): Promise<CapabilityChecks>;
}

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
  /** Sends the context and closes the stream. */
  feed(context: Readable): Promise<FeedOutcome>;
  /** Waits for the end; kills the container at the deadline, or when `cancel` fires. Never rejects for a lost connection. */
  ending(deadlineMs: number, cancel?: AbortSignal): Promise<Ending>;
  /** What it wrote, re-read from the engine after the end; null if the engine no longer has it. */
  output(): Promise<string | null>;
  /** Removes it. To be called last, after everything it showed is on disk. */
  remove(): Promise<void>;
}
