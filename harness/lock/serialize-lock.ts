import type { LockFile } from './lock-file.ts';
import { withPlainSets } from './with-plain-sets.ts';

/**
 * The one text of a lock file: keys in the order of their characters, as `jq -S` writes them, sets by size, then in kernel
 * order, one a line. Whatever did not change keeps its lines.
 */
export function serializeLock(lock: LockFile): string {
  const plain = withPlainSets(lock);
  const exceptions = plain.exceptions.toSorted((a, b) => compareTexts(keyOf(a), keyOf(b)));
  return `${JSON.stringify(sorted({ ...plain, exceptions }), null, 2)}\n`;
}

function keyOf({ case: path, accepts }: LockFile['exceptions'][number]): string {
  return `${path}\n${accepts}`;
}

/** By their characters: the same on every machine, whatever its language. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => compareTexts(a, b));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
