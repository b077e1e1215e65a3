import type { CapabilitySet } from '../capabilities/capability-set.ts';

/** One Dockerfile with its context and settings, resolved from the command line and its `case.json`. */
export interface Case {
  /** Unique in the corpus: its directory's name, made unique by its path. */
  readonly id: string;
  readonly title: string;
  /** What the user named: the path of the case, relative to the working directory. */
  readonly path: string;
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  /** Absolute path of the directory that is the build context. */
  readonly contextDirectory: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly target: string | undefined;
  /** `none`: nothing but the sandbox's registry. `egress`: the internet. */
  readonly network: 'none' | 'egress';
  /** Deadline of one build in seconds. */
  readonly timeoutSeconds: number;
  readonly universe: CapabilitySet;
  /** What the Dockerfile says, as far as the harness needs it. */
  readonly instructions: readonly Instruction[];
  /** References of the images that the build starts from or copies from, as the Dockerfile names them after substitution. */
  readonly baseReferences: readonly string[];
}

/** An instruction of a Dockerfile. */
export interface Instruction {
  /** Upper case: `RUN`. */
  readonly keyword: string;
  /** First line, counted from 1. */
  readonly line: number;
  /** The text with continuation lines joined by a space; a heredoc keeps its lines. */
  readonly text: string;
}

/** A build context, packed once: a deterministic gzip-compressed tar on disk. */
export interface PackedContext {
  /** Absolute path of the packed file. */
  readonly file: string;
  /** SHA-256 of the tar before compression: the identity of the context. */
  readonly sha256: string;
  /** Size of the packed file. */
  readonly sizeBytes: number;
  /** Path of the Dockerfile inside the tar. */
  readonly dockerfile: string;
}
