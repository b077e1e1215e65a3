import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { ContainerSetup } from '../engine/container-setup.ts';
import type { BuilderIdentity } from '../vocabulary/builder-identity.ts';
import type { Instruction } from '../vocabulary/case.ts';
import type { ProcessStatus } from '../vocabulary/process-status.ts';
import type { SandboxFacts } from '../vocabulary/sandbox-facts.ts';
import type { BuildFailure, InfrastructureClass } from '../vocabulary/trial-outcome.ts';
import type { BuildSecret, SecretBuildArgument } from './build-secret.ts';

/** The program under test: how it is run and how what it says is read. */
export interface Builder {
  readonly identity: BuilderIdentity;
  /** The image that holds it, as the engine knows it. */
  readonly image: string;
  readonly needs: BuilderNeeds;
  /** Whether it can be given secrets for `RUN --mount=type=secret`. */
  readonly takesSecrets: boolean;
  /**
   * Host names that must lead to the sandbox's registry, on port 80, wherever the build runs: those of the mirrored hosts
   * that no option of the builder can redirect. Empty if its command line says it all.
   *
   * @throws HarnessError EXECUTOR_UNSUITABLE for a host that the builder cannot be kept away from.
   */
  redirectedHosts(mirroredHosts: readonly string[]): readonly string[];
  /**
   * Holds flags and variables against what the tool sets itself and what the builder knows, before the first trial. It may ask the
   * builder; nothing of that stays on the engine. Gives what the user should be told, a sentence each.
   *
   * @throws HarnessError UNKNOWN_FLAG or BAD_CONFIGURATION for a setting that cannot be used, EXECUTOR_UNSUITABLE if the builder
   *   lacks what one needs.
   */
  checkSettings(settings: BuilderSettings): Promise<readonly string[]>;
  /** The command line of one build, entry point first, and its environment. It waits for its standard input. */
  invocation(build: BuildRequest): Invocation;
  /** Whether it can keep layers in a registry for later builds; where not, no `BuildRequest` has a cache. */
  readonly keepsLayers: boolean;
  /** What kept a build that ended well from writing all its layers to its cache, from its log; undefined for nothing. */
  cacheFault(log: string): string | undefined;
  /** Whether a process is the builder's own (not the container runtime's) as it waits for its context. */
  isBuilder(status: ProcessStatus): boolean;
  /** The names of processes that it may have running besides its first one as it pushes the image. */
  readonly ownProcesses: readonly string[];
  /** Whether the process that waits for the context is the one that pushes, and runs one program all the while. */
  readonly keepsProgram: boolean;
  /** The digest of the manifest that it says it pushed, from its log; null where it says none. */
  pushedDigest(log: string): string | null;
  /**
   * Reads why a build that ended with another exit code than 0 failed. What the sandbox saw decides whether a fault that the log
   * tells of counts. @default NO_SANDBOX_FACTS
   */
  readFailure(
    exitCode: number,
    log: string,
    instructions: readonly Instruction[],
    facts?: SandboxFacts,
  ): FailureReading;
}

/** What a builder cannot run without, whatever it builds. */
export interface BuilderNeeds extends ContainerSetup {
  /** Granted in every trial, besides the set that is tried; empty for Kaniko. */
  readonly capabilities: CapabilitySet;
}

/** What a case's configuration sets of its builder. */
export interface BuilderSettings {
  /** Each as `--name` or `--name=value`. */
  readonly flags: readonly string[];
  /** Variables besides those that the builder's image sets, or in their place. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a build needs to know. */
export interface BuildRequest {
  readonly context: ContextSource;
  /** Checked before with `checkSettings`. */
  readonly settings: BuilderSettings;
  /** The stage to build; null for the last one. */
  readonly target: string | null;
  /** Without the secret ones. */
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly secretArguments: readonly SecretBuildArgument[];
  /** `host:port` of the sandbox's registry, plain HTTP, as a trial reaches it. */
  readonly registry: string;
  /** Registry hosts, as in image references (`docker.io`, `gcr.io`), that the sandbox's registry stands in for. */
  readonly mirroredHosts: readonly string[];
  /** None where the builder takes none. */
  readonly secrets: readonly BuildSecret[];
  /** Repository and tag in the sandbox's registry that take the result: `trials/t0001:image`. */
  readonly destination: string;
  /** Where layers are looked up and kept; null if the build is to use no cache. */
  readonly cache: { readonly repository: string } | null;
}

/** Where a build finds its context and its Dockerfile. */
export type ContextSource =
  /** A gzip tar on standard input, with the Dockerfile at this path in it. */
  | { readonly kind: 'tar'; readonly dockerfile: string }
  /** A directory at this absolute path. The Dockerfile comes on standard input, by itself. */
  | { readonly kind: 'dir'; readonly path: string };

/** A command line and its environment. */
export interface Invocation {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What a failed build's log says: the build's own failure, or something that is not its doing. */
export type FailureReading =
  | { readonly kind: 'build'; readonly failure: BuildFailure }
  | { readonly kind: 'infrastructure'; readonly class: InfrastructureClass; readonly message: string };
