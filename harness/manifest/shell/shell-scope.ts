import type { Origin } from '../model/stated.ts';
import type { Written } from '../model/written.ts';

/** The value of a shell variable, and where it comes from. */
export interface ShellVariable {
  readonly value: Written;
  readonly from: Origin;
}

/** What a script finds in its shell before it begins. */
export interface ShellScope {
  /** Variables of the environment, by name. */
  readonly variables: ReadonlyMap<string, ShellVariable>;
  /** `$1` and those behind. @default not known */
  readonly positional?: readonly Written[] | undefined;
  /** The directory that it begins in. */
  readonly workingDirectory: string;
  /** What commands in `$(…)` print, by their text: `git rev-parse --show-toplevel`. @default nothing is known */
  readonly outputs?: ReadonlyMap<string, string>;
  /** What `--set` says: it goes before what nobody gave a value. */
  readonly given: ReadonlyMap<string, string>;
}
