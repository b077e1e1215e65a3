import type { ContextDelivery, ContextModes } from '../../vocabulary/configuration.ts';
import type { PlannedEntry } from './plan-context.ts';
import type { FileOwner } from './walk-context.ts';

/** The umask under which a checkout is made. git keeps of a file only whether its owner may execute it. */
const UMASKS: Readonly<Record<Exclude<ContextModes, 'as-is'>, number>> = { git: 0o022, 'git-umask-0': 0 };

/** The entry as the builder gets it: with the owner and the mode that the configuration says. */
export function asDelivered(entry: PlannedEntry, { owner, modes }: ContextDelivery): PlannedEntry {
  return {
    ...entry,
    owner: owner === 'as-is' ? entry.owner : owner,
    mode: modes === 'as-is' ? entry.mode : gitMode(entry, UMASKS[modes]),
  };
}

/**
 * Whom an entry belongs to, as far as it tells contexts apart: an owner that the configuration says is no part of the files. Null
 * where it says one.
 */
export function ownOwner(entry: PlannedEntry, { owner }: ContextDelivery): FileOwner | null {
  return owner === 'as-is' ? entry.owner : null;
}

function gitMode({ type, mode }: PlannedEntry, umask: number): number {
  if (type === 'symlink') return mode;
  const isExecutable = type === 'directory' || (mode & 0o100) !== 0;
  return (isExecutable ? 0o777 : 0o666) & ~umask;
}
