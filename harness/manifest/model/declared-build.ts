import type { ContextModes } from '../../vocabulary/configuration.ts';
import type { ExecutorFlag } from '../executor/executor-flags.ts';
import type { ContextOwner, EnvironmentVariable, Mount } from './executor-step.ts';
import type { PatchTarget } from './patch-target.ts';
import type { DeclaredSecurity } from './security.ts';
import type { Origin, Place, Stated } from './stated.ts';
import type { ResolvedName, Written } from './written.ts';

/** Where a build has its files from, as the executor is told. */
export type DeclaredContext =
  /** A directory of the executor's container. `mount` holds it, `within` is its path there (`` for all of it). */
  | { readonly kind: 'directory'; readonly path: string; readonly mount: Mount | null; readonly within: string }
  /** A tar, from standard input or a file: the executor unpacks it. */
  | { readonly kind: 'tar'; readonly location: string }
  /** The executor clones it itself. */
  | { readonly kind: 'git'; readonly location: string }
  /** The executor downloads a tar and unpacks it. */
  | { readonly kind: 'bucket'; readonly location: string }
  /** A name in it has no value, or something else calls the executor. */
  | { readonly kind: 'not-known'; readonly written: string };

/** Something that only the user can say. */
export interface UserQuestion {
  /** The name that has no value: `IMAGE_TAG`; `context` or `dockerfile` for these. */
  readonly name: string;
  /** What to add to the command: `--set IMAGE_TAG=VALUE`, `--context DIR`. */
  readonly answer: string;
  /** Why it has to be known, in a sentence. */
  readonly because: string;
  readonly place: Place;
}

/** A build argument of a declared build. */
export interface BuildArgument {
  readonly name: string;
  readonly value: Written;
  readonly from: Origin;
}

/** A build as a manifest declares it: all that decides what it needs, each with its place, and what it is granted. */
export interface DeclaredBuild {
  /** Stable: the file, and what is in it: `ci/task.yaml#Task/kaniko/build-and-push`. */
  readonly id: string;
  /** The system that the manifest is for: `tekton`. */
  readonly system: string;
  /** `Task kaniko, step build-and-push`. */
  readonly title: string;
  readonly place: Place;
  /** The image that the executor is in; undefined where the manifest names none. */
  readonly image: Written | undefined;
  /** The condition under which a script calls the executor, as it stands there; null for none. */
  readonly onlyIf: string | null;
  readonly context: Stated<DeclaredContext>;
  /** Whom the files of the context belong to. */
  readonly owner: Stated<ContextOwner>;
  readonly modes: Stated<ContextModes>;
  /** As the executor is told. */
  readonly dockerfile: Stated<string>;
  readonly workingDirectory: Stated<string>;
  readonly target: Stated<string | null>;
  readonly buildArguments: readonly BuildArgument[];
  /** Ids of secrets for `RUN --mount=type=secret`. */
  readonly secrets: readonly Stated<string>[];
  /** Whether it looks for layers of earlier builds. */
  readonly cache: Stated<boolean>;
  /** The other flags that reach the builder, in their order. */
  readonly flags: readonly ExecutorFlag[];
  /** Flags that a trial is run without: they say where the image goes and how registries are reached. */
  readonly leftOut: readonly ExecutorFlag[];
  readonly environment: readonly EnvironmentVariable[];
  readonly security: DeclaredSecurity;
  /** The names in all that, and their values. */
  readonly names: readonly ResolvedName[];
  /** What the user has to say before it can be tried. */
  readonly asked: readonly UserQuestion[];
  readonly patch: PatchTarget;
}
