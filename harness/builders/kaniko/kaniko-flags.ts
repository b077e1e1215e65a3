/** What `executor --help` says that the executor accepts: flag names without dashes. */
export type KanikoFlags = ReadonlySet<string>;

/**
 * Reads the help of an executor. Flags are chosen by what it offers and not by its version, because the forks publish
 * equal versions with different code. Flags that it calls deprecated are left out.
 */
export function parseKanikoFlags(help: string): KanikoFlags {
  const offered = new Set<string>();
  for (const line of help.split('\n')) {
    const name = /^\s+(?:-\w, )?--([A-Za-z][\w-]*)/.exec(line)?.[1];
    if (name !== undefined && !line.includes('This flag is deprecated')) offered.add(name);
  }
  return offered;
}
