import type { OfferedFlags } from '../settings/offered-flags.ts';

/** The flags by which the tool may run an executor: their names without dashes. */
export type KanikoFlags = ReadonlySet<string>;

/**
 * The flags that an executor offers and does not call deprecated. The tool chooses by them and not by the version, because the forks
 * publish equal versions with different code.
 */
export function currentFlags(offered: OfferedFlags): KanikoFlags {
  return new Set([...offered].filter(([, { deprecated }]) => !deprecated).map(([name]) => name));
}
