import { setTimeout as sleep } from 'node:timers/promises';
import { openEngine } from '../../engine/open-engine.ts';
import type { OwnedObject } from '../../engine/port.ts';
import type { Entry } from '../../image/fingerprint/fingerprint.ts';
import { openFingerprintStore } from '../../journal/fingerprint-store.ts';
import { readJournal } from '../../journal/journal.ts';
import type { EventOf, JournalEntry, RunEvent } from '../../vocabulary/run-event.ts';

/** The events of one type, in order. */
export function eventsOf<T extends RunEvent['type']>(entries: readonly JournalEntry[], type: T): EventOf<T>[] {
  return entries.map(({ event }) => event).filter((event): event is EventOf<T> => event.type === type);
}

/** The journal of a run at work, as soon as `holds` is true of it. */
export async function journalWhen(
  directory: string,
  holds: (entries: readonly JournalEntry[]) => boolean,
  deadlineMs = 60_000,
): Promise<JournalEntry[]> {
  const deadline = Date.now() + deadlineMs;
  while (Date.now() < deadline) {
    const entries = await readJournal(directory).catch(() => []);
    if (holds(entries)) return entries;
    await sleep(20);
  }
  throw new Error(`the journal in ${directory} does not say after ${deadlineMs} ms what was waited for`);
}

/** What a run has on the engine now. */
export async function objectsOfRun(run: string): Promise<OwnedObject[]> {
  const engine = await openEngine({ environment: process.env });
  try {
    return await engine.owned(run);
  } finally {
    await engine.close();
  }
}

/** What the first build of a case in a kept run added to its base, by path. */
export async function contentBuilt(directory: string, id: string): Promise<Readonly<Record<string, Entry>>> {
  const event = eventsOf(await readJournal(directory), 'trial-observed').find((candidate) => candidate.case === id);
  if (event?.observation.outcome.kind !== 'built') throw new Error(`the first trial of ${id} built nothing`);
  const { fingerprint } = event.observation.outcome;
  const store = openFingerprintStore(directory);
  await store.load([fingerprint]);
  const added = store.get(fingerprint).layers.map((layer) => (layer.kind === 'added' ? layer.entries : {}));
  return Object.assign({}, ...added);
}
