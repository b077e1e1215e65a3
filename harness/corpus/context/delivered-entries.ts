import type { ContextDelivery } from '../../vocabulary/configuration.ts';
import type { PlannedEntry } from './plan-context.ts';
import type { FileOwner } from './walk-context.ts';

/** The permissions that a checkout of git has under umask 022; git keeps of a file only whether its owner may execute it. */
const GIT_MODES = { directory: 0o755, executable: 0o755, file: 0o644 } as const;

/** The entry as the builder gets it: with the owner and the mode that the configuration says. */
export function asDelivered(entry: PlannedEntry, { owner, modes }: ContextDelivery): PlannedEntry {
  return {
    ...entry,
    owner: owner === 'as-is' ? entry.owner : owner,
    mode: modes === 'git' ? gitMode(entry) : entry.mode,
  };
}

/**
 * Whom an entry belongs to, as far as it tells contexts apart: an owner that the configuration says is no part of the files. Null
 * where it says one.
 */
export function ownOwner(entry: PlannedEntry, { owner }: ContextDelivery): FileOwner | null {
  return owner === 'as-is' ? entry.owner : null;
}

function gitMode({ type, mode }: PlannedEntry): number {
  if (type === 'directory') return GIT_MODES.directory;
  if (type === 'symlink') return mode;
  return (mode & 0o100) === 0 ? GIT_MODES.file : GIT_MODES.executable;
}
