import type { Readable } from 'node:stream';
import type { RegistryCredentials } from '../image/credentials/registry-credentials.ts';
import type { RegistrySource } from '../image/registry/registry-source.ts';
import type { Network } from '../vocabulary/case.ts';
import type { DecisiveFact, EngineEnvironment } from '../vocabulary/engine-environment.ts';
import type { Ownership } from './ownership.ts';
import type { TrialSpecification, TrialStart } from './trial-port.ts';

/**
 * What runs containers. The port speaks of what the harness needs, not of one engine's vocabulary: rooms for trials, a registry
 * beside them, images to start from. Implementations translate every failure of their engine at this edge: expected ones into
 * values, an engine that cannot be used at all into a HarnessError.
 */
export interface Engine {
  /** The name of its kind, as `open-engine.ts` registers it: `docker`. */
  readonly kind: string;
  /** What led to it, in words: `DOCKER_HOST`, `context "remote"`, `default`. */
  readonly foundBy: string;
  readonly images: EngineImages;
  /** What keeps its trials from a seccomp profile in a file of this machine; null if nothing does. */
  readonly seccompFileObstacle: Obstacle | null;
  /** The hosts on which its containers may run; at least one. */
  hosts(): Promise<readonly EngineHost[]>;
  /** Runs a command of an image to its end, where it reaches nothing and has no capability: to ask a program what it is. */
  runOnce(specification: CommandSpecification): Promise<CommandOutcome>;
  /**
   * Makes the surroundings of a run's trials. Where that fails, what was begun may be left: it is owned by the run.
   *
   * @throws HarnessError if they cannot be made.
   */
  openSite(specification: SiteSpecification): Promise<Site>;
  /** Everything of this tool that exists, in the engine and in a kernel that it watches; of one run, if one is named. */
  owned(run?: string): Promise<OwnedObject[]>;
  /**
   * Removes objects, running or not, in an order that works; what is already gone is no failure. Gives those that are gone.
   *
   * @throws HarnessError if one that takes part in a run cannot be removed.
   */
  remove(objects: readonly OwnedObject[]): Promise<OwnedObject[]>;
  /** Lets go of connections, and of sites that are still open. Nothing that it owns is removed. */
  close(): Promise<void>;
}

/** Why an engine cannot do what a configuration asks for, and the way out. */
export interface Obstacle {
  /** Goes on after the name of what was asked for, as `cannot be used: `. */
  readonly reason: string;
  /** A sentence. */
  readonly hint: string;
}

/** A machine with a kernel of its own. */
export interface EngineHost {
  /** Unique among the engine's hosts. */
  readonly name: string;
  /** Facts about it, and about the engine there, that can change an answer. */
  readonly environment: EngineEnvironment;
  /** Facts that the engine cannot tell: what `environment` says of them holds once a site is open, for the hosts of its rooms. */
  readonly toldByContainers?: readonly DecisiveFact[];
}

/** The images that the engine can start containers from. */
export interface EngineImages {
  /** Whether a user can put an image on the engine itself. Else its containers start only from images of registries. */
  readonly areKept: boolean;
  /** What is known of an image that is at hand; undefined if it has to be fetched first. */
  find(reference: string): Promise<ImageSummary | undefined>;
  /** References of images at hand whose name matches `pattern` (with `*`); none where the engine keeps no list. */
  matching(pattern: string): Promise<string[]>;
  /** Fetches an image from its registry; a failure is a value, because the caller may have another source. */
  fetch(reference: string, credentials: RegistryCredentials | undefined): Promise<FetchOutcome>;
  /** Makes an image of one layer from a tar of a root filesystem. */
  importRootFilesystem(tar: Readable, settings: ImportSettings): Promise<void>;
}

/** How the fetching of an image ended. */
export type FetchOutcome = { readonly kind: 'fetched' } | { readonly kind: 'failed'; readonly message: string };

/** An image that is at hand. */
export interface ImageSummary {
  /** The engine's id of the image: the digest of its configuration or manifest. Containers can be started from it by this. */
  readonly id: string;
  /** The digest under which a registry knows it, if any. */
  readonly repoDigest: string | null;
  readonly architecture: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly environment: readonly string[];
}

/** How an imported root filesystem becomes an image. */
export interface ImportSettings {
  readonly reference: string;
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A command to run once. */
export interface CommandSpecification {
  readonly image: string;
  /** The whole command line, entry point first. */
  readonly command: readonly string[];
  /** Variables besides those of the image. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  readonly deadlineMs: number;
}

/** How a command ended. */
export type CommandOutcome =
  | { readonly kind: 'ended'; readonly exitCode: number; readonly output: string }
  /** The image could not run it, or not to its end. */
  | { readonly kind: 'failed'; readonly message: string }
  /** The engine could not run it, which says nothing of the image. `hint` is the way out, where the engine knows one. */
  | { readonly kind: 'not-asked'; readonly message: string; readonly hint?: string };

/** The surroundings that a run's trials need. */
export interface SiteSpecification {
  /** Whom all of it belongs to; the run begins every name. */
  readonly ownership: Ownership & { readonly run: string };
  /** An image with `/bin/registry` and a shell, for the registry and for what else an engine has to run beside the trials. */
  readonly auxiliaryImage: string;
  /** Whether the kernel's capability checks are to be watched, where they can be. */
  readonly watchKernel: boolean;
  /** Whether a trial is to run without a filter on system calls. @default false */
  readonly unconfined?: boolean;
  /** Hears, in a sentence, what the engine can do less of than before. @default nobody listens */
  readonly tell?: (text: string) => void;
}

/** The rooms that a run's trials need. */
export interface RoomsSpecification {
  /** How many are wanted, by what their trials may reach. */
  readonly counts: Readonly<Record<Network, number>>;
  /**
   * How many trials may share what holds one trial at a time otherwise, and take turns in it: a pod. Engines without such refuse it.
   * @default 1
   */
  readonly trialsPerPod?: number;
  /** Registry hosts in whose place trials find the site's registry, on port 80: for builders that take no option for it. */
  readonly redirectedHosts: readonly string[];
}

/** The rooms of a site, by what their trials may reach besides the registry. */
export type SiteRooms = Readonly<Record<Network, readonly SiteRoom[]>>;

/** The surroundings of a run's trials. Everything here works until it is closed. */
export interface Site {
  readonly registry: SiteRegistry;
  /**
   * Makes the rooms, once. The registry can be filled meanwhile.
   *
   * @throws HarnessError if they cannot be made.
   */
  makeRooms(wanted: RoomsSpecification): Promise<SiteRooms>;
  /**
   * Makes a new room in the place of a broken one, which takes nothing any more. What its trials reach is the same. Null where the
   * broken one's host takes part no more: there are rooms elsewhere.
   *
   * @throws HarnessError if it cannot be made.
   */
  replaceRoom(room: SiteRoom): Promise<SiteRoom | null>;
  /** How the processes of its trials are seen. It may take a moment to find out. */
  view(): Promise<SiteView>;
  /**
   * Whether what trials are to reach is all that they reach, found out by trying with a free room. @default the engine itself sees to
   * it
   */
  isolation?(room: SiteRoom): Promise<Isolation>;
  /**
   * What of it is gone and never comes back, in words; undefined if nothing is. Rejects if the engine does not say. @default whatever
   * breaks may come back
   */
  gone?(): Promise<string | undefined>;
  /** Reads and watches nothing any more. What it made on the engine is owned by the run and goes with `Engine.remove`. */
  close(): Promise<void>;
}

/** Whether trials are kept from what they are not to reach. */
export type Isolation = { readonly kind: 'enforced' } | { readonly kind: 'open' | 'unknown'; readonly reason: string };

/** A place for one trial at a time, apart from all others. Only in rooms can the evidence of a trial be read. */
export interface SiteRoom {
  /** Unique in the site. */
  readonly name: string;
  /** Where its trials run. */
  readonly host: EngineHost;
  /** The registry that its trials reach, in a site that has several. @default that of the site */
  readonly registry?: TrialRegistry;
  /**
   * Creates a trial's container, connects to it and starts it. It then waits for its context. What an earlier process left under
   * the same name is replaced. Where trials take turns it waits for that of this one; `cancel` ends the waiting.
   */
  startTrial(specification: TrialSpecification, cancel?: AbortSignal): Promise<TrialStart>;
  /** Whether what it is made of is still there. Rejects if the engine does not say. @default it cannot break by itself */
  health?(): Promise<RoomHealth>;
}

/** Whether trials can run in a room. */
export type RoomHealth = { readonly kind: 'sound' } | { readonly kind: 'broken'; readonly message: string };

/** The registry that trials reach: they find base images there, and push what they built. */
export interface TrialRegistry {
  /** `host:port` as trials name it; plain HTTP. */
  readonly address: string;
  /** Reads what it holds, over whatever way leads to it. */
  readonly source: RegistrySource;
  /**
   * Makes a new repository with all that another one holds, without copying content. One that does not exist holds nothing.
   *
   * @throws HarnessError REGISTRY_FAILED if it cannot be made.
   */
  copyRepository(from: string, to: string): Promise<void>;
  /** Whether a repository may have gone with a host that takes part no more. @default nothing is lost */
  hasLost?(repository: string): Promise<boolean>;
}

/** The registry of a site. Where there are several, what goes into this one goes into each. */
export interface SiteRegistry extends TrialRegistry {
  /**
   * Puts an image into it: one that the engine has, else one that it fetches.
   *
   * @throws HarnessError if it cannot be copied although it is there.
   */
  supply(supply: ImageSupply): Promise<SupplyOutcome>;
}

/** An image to put into a site's registry, and its place there. */
export interface ImageSupply {
  readonly reference: string;
  readonly repository: string;
  readonly tag: string;
  /** The user's credentials for the image's registry; null if the image must be at hand and is not to be fetched. */
  readonly credentials: (() => Promise<RegistryCredentials | undefined>) | null;
}

/** Whether an image is in the registry now; the digest is that of its manifest there. */
export type SupplyOutcome =
  | { readonly kind: 'supplied'; readonly digest: string }
  | { readonly kind: 'absent'; readonly message: string };

/** How the processes of a site's trials are seen. */
export interface SiteView {
  readonly evidence: EvidenceSource;
  readonly witness: WitnessSource;
}

/** Whether the privilege of a trial's processes can be read, and from where: `local`, `helper`, ... */
export type EvidenceSource =
  | { readonly kind: 'readable'; readonly from: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Whether the kernel under a site's trials can be watched; the reason says what is in the way. */
export type WitnessSource =
  /** Without watched calls, what the builds of trials do beside their checks is not known; null where they are seen. */
  | { readonly kind: 'watching'; readonly callsUnseen: string | null }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Something that this tool made: in an engine, or in the kernel of this host. */
export interface OwnedObject {
  /** In the engine's own words: `container`, `network`, `trace instance`, ... */
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  /** Null if it does not tell whom it belongs to. */
  readonly ownership: Ownership | null;
  /** Whether a trial runs in it at a time: what it may use is lost to others. @default false */
  readonly isRoom?: boolean;
}
