import type { ContextModes } from '../../vocabulary/configuration.ts';
import type { PatchTarget } from './patch-target.ts';
import type { ManifestProblem } from './problem.ts';
import type { DeclaredSecurity } from './security.ts';
import type { Place, Stated } from './stated.ts';
import type { Written } from './written.ts';

/** Whom files belong to. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Whom the files of a context belong to: `as-is` is whomever they belong to on this machine. */
export type ContextOwner = Owner | 'as-is';

/** A directory of the executor's container that comes from outside of its image. */
export interface Mount {
  /** Absolute, in the container. */
  readonly path: string;
  /** What is mounted, in a few words: `workspace source`, `volume src (emptyDir)`, `the checkout of the job`. */
  readonly what: string;
  /** Whom the files in it belong to. */
  readonly owner: Stated<ContextOwner>;
  /** `git`: as a checkout has them. `git-umask-0`: as GitLab Runner's has them. */
  readonly modes: Stated<ContextModes>;
  /** The directory on this machine that it stands for; null for the root of the repository, or what `--context` says. */
  readonly source: Stated<string> | null;
  /** What a relative source is relative to: the directory of the manifest, or the root of the repository. @default the manifest's */
  readonly sourceBase?: 'manifest' | 'repository';
}

/** How a step calls the executor. */
export type CallSource =
  /** These words follow the executor. */
  | {
      readonly kind: 'words';
      readonly words: readonly Written[];
      readonly place: Place;
      /** The condition under which a script reaches it; null for always. */
      readonly only: string | null;
    }
  /** Something else calls it later, as where a container sleeps; `because` is a sentence. */
  | { readonly kind: 'elsewhere'; readonly place: Place; readonly because: string };

/** A variable of the executor's environment. */
export interface EnvironmentVariable {
  readonly name: string;
  /** Undefined where its value comes from a secret or another object that the manifest only names. */
  readonly value: Written | undefined;
  readonly place: Place;
}

/** A step of a pipeline that runs an executor, as a system's file reads it. What its words mean is the same for all systems. */
export interface ExecutorStep {
  /** Stable in its file: `Task/kaniko/build-and-push`. */
  readonly id: string;
  /** `Task kaniko, step build-and-push`. */
  readonly title: string;
  readonly place: Place;
  /** The image that the executor is in; undefined where the manifest names none. */
  readonly image: Written | undefined;
  readonly call: CallSource;
  readonly environment: readonly EnvironmentVariable[];
  readonly workingDirectory: Stated<string>;
  readonly mounts: readonly Mount[];
  readonly security: DeclaredSecurity;
  readonly patch: PatchTarget;
}

/** What a system's file makes of a manifest. */
export interface SystemReading {
  readonly steps: readonly ExecutorStep[];
  readonly problems: readonly ManifestProblem[];
  /** Whether it is only a part of what another document says, so that nothing is to be told of it. @default false */
  readonly isPart?: boolean;
}
