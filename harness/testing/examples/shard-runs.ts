import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JOURNAL_FILE } from '../../journal/journal-file.ts';
import { journalText } from '../../journal/line.ts';
import type { NamedJournal } from '../../journal/merge/shard-run.ts';
import type { EventOf, JournalEntry } from '../../vocabulary/run-event.ts';

/** The part of a journal that is about these cases, as a run of them alone would have written it. */
export function journalOf(whole: readonly JournalEntry[], ids: readonly string[]): JournalEntry[] {
  return whole.filter(({ event }) => !('case' in event) || ids.includes(event.case));
}

/**
 * The journals that `of` shards would have written instead of a whole run, `shardOf` telling the shard of each case, from 0.
 * Each counts its trials by itself.
 */
export function shardJournals(
  whole: readonly JournalEntry[],
  of: number,
  shardOf: (id: string) => number,
): NamedJournal[] {
  const ids = [...new Set(whole.flatMap(({ event }) => ('case' in event ? [event.case] : [])))];
  const all = ids.map((id) => ({ case: id, sha256: `digest of ${id}` }));
  return Array.from({ length: of }, (_, position) => {
    const own = ids.filter((id) => shardOf(id) === position);
    const shard = { index: position + 1, of, all, own };
    const entries = recounted(journalOf(whole, own)).map(({ at, event }): JournalEntry => {
      if (event.type !== 'run-started') return { at, event };
      const run = `${event.run}-${position}`;
      return { at, event: { ...event, run, plan: { ...event.plan, shard } } };
    });
    return { name: `shard${position + 1}`, entries };
  });
}

/** The journal with its start changed. */
export function startedWith(
  entries: readonly JournalEntry[],
  changes: Partial<EventOf<'run-started'>>,
): JournalEntry[] {
  return entries.map(({ at, event }) =>
    event.type === 'run-started' ? { at, event: { ...event, ...changes } } : { at, event },
  );
}

/** Writes a run's directory, with the fingerprints of another one. */
export async function writeRun(
  directory: string,
  entries: readonly JournalEntry[],
  fingerprintsOf: string,
): Promise<void> {
  await mkdir(join(directory, 'fingerprints'), { recursive: true });
  await writeFile(join(directory, JOURNAL_FILE), journalText(entries));
  for (const name of await readdir(join(fingerprintsOf, 'fingerprints'))) {
    await copyFile(join(fingerprintsOf, 'fingerprints', name), join(directory, 'fingerprints', name));
  }
}

function recounted(entries: readonly JournalEntry[]): JournalEntry[] {
  const names = new Map<string, string>();
  const nameOf = (trial: string): string => {
    const name = names.get(trial) ?? `t${String(names.size + 1).padStart(4, '0')}`;
    names.set(trial, name);
    return name;
  };
  return entries.map(({ at, event }): JournalEntry => {
    if (event.type === 'trial-intended') return { at, event: { ...event, trial: nameOf(event.trial) } };
    if (event.type !== 'trial-observed') return { at, event };
    return { at, event: { ...event, observation: { ...event.observation, trial: nameOf(event.observation.trial) } } };
  });
}
