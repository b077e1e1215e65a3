import type { LockedCase, LockFile } from '../lock/lock-file.ts';
import { safeText } from '../text/plain-text.ts';
import { outcomeKind } from './entry-outcomes.ts';
import type { UpdatedEntry } from './update-lock.ts';

/** From so many on, entries that need the same and differ in the same from their proof are counted instead of named. */
const MANY = 4;

/** What became of entries of one outcome, each in lines of its own unless there is nothing to say of it alone. */
export function linesOf(entries: readonly UpdatedEntry[], cases: LockFile['cases']): string[] {
  const groups = new Map<string, UpdatedEntry[]>();
  for (const one of entries) {
    const key = alikeText(one) ?? one.checked.path;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].flatMap(([alike, group]) => {
    const [first] = group;
    if (first === undefined || group.length < MANY) return group.flatMap((one) => entryLines(one, cases));
    return [`${outcomeKind(first.outcome).mark} ${group.length} ${alike}`];
  });
}

function alikeText(entry: UpdatedEntry): string | undefined {
  return outcomeKind(entry.outcome).alike?.(entry);
}

/** What became of an entry, and under what needs more the trials that show it. */
function entryLines(entry: UpdatedEntry, cases: Readonly<Record<string, LockedCase>>): string[] {
  const kind = outcomeKind(entry.outcome);
  const { path } = entry.checked;
  return [
    `${kind.mark} ${safeText(path)}  ${kind.text(entry, cases[path])}`,
    ...(kind.proof?.(entry) ?? []).map((line) => `    ${line}`),
  ];
}
