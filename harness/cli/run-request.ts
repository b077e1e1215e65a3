import type { Strategy } from '../discovery/strategy.ts';
import type { RunOptions } from './options.ts';

/** A run as a command asks for it. */
export interface RunRequest {
  readonly paths: readonly string[];
  readonly options: RunOptions;
  /** What to ask of each case, given how many trials run at once. */
  readonly strategy: (slots: number) => Strategy;
  /** The run to go on with, and its directory. */
  readonly resumed?: { readonly run: string; readonly directory: string };
}
