/** A flag that a builder's help lists. */
export interface OfferedFlag {
  /** Whether the help says so. */
  readonly deprecated: boolean;
  /** Whether the next word of a command line becomes its value if none stands behind `=`. */
  readonly takesValue: boolean;
}

/** The flags that a builder's help lists, by their names without dashes. */
export type OfferedFlags = ReadonlyMap<string, OfferedFlag>;

/**
 * Reads the help of a Go program, as cobra prints it: `  -c, --context string   Path to ...`. Two spaces end the name of the value's
 * type; a flag without one is a switch, and so is one whose type has a default in brackets: `--pull string[="true"]`.
 */
export function parseOfferedFlags(help: string): OfferedFlags {
  const offered = new Map<string, OfferedFlag>();
  for (const line of help.split('\n')) {
    const [, name, type = ''] = /^\s+(?:-\w, )?--([A-Za-z][\w-]*)(?: (\S+(?: \S+)*))?(?:\s{2}|$)/.exec(line) ?? [];
    if (name === undefined) continue;
    offered.set(name, {
      deprecated: line.includes('This flag is deprecated'),
      takesValue: type !== '' && !type.includes('[='),
    });
  }
  return offered;
}
