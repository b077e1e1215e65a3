import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournal } from '../../harness/journal/journal.ts';
import { JOURNAL_FILE } from '../../harness/journal/journal-file.ts';
import { journalText } from '../../harness/journal/line.ts';
import type { JournalEntry, RunEvent } from '../../harness/vocabulary/run-event.ts';

/** The recorded run that a long journal is made of. */
const RECORDED = 'results/google-v1.24.0';

/**
 * Writes the journal and the fingerprints of an interrupted run of so many trials: the cases of a recorded run again and again, each
 * time under other names. Gives how many lines there are.
 */
export async function writeLongJournal(directory: string, trials: number): Promise<number> {
  const recorded = asBegunOnce(await readJournal(RECORDED));
  const entries: JournalEntry[] = [];
  let left = trials;
  for (let round = 0; left > 0; round += 1) {
    for (const { at, event } of recorded) {
      if (event.type === 'run-started' && round > 0) continue;
      if (event.type === 'trial-intended' && left === 0) break;
      if (event.type === 'trial-observed') left -= 1;
      entries.push({ at, event: renamed(event, round) });
    }
  }
  await mkdir(directory, { recursive: true });
  await cp(join(RECORDED, 'fingerprints'), join(directory, 'fingerprints'), { recursive: true });
  await writeFile(join(directory, JOURNAL_FILE), journalText(entries));
  return entries.length;
}

/** Without what the processes wrote that went on with the recorded run. */
function asBegunOnce(entries: readonly JournalEntry[]): JournalEntry[] {
  const prepared = new Set<string>();
  return entries.filter(({ event }) => {
    if (event.type === 'run-started') return true;
    if (!('case' in event)) return false;
    if (event.type !== 'case-prepared') return true;
    const isFirst = !prepared.has(event.case);
    prepared.add(event.case);
    return isFirst;
  });
}

function renamed(event: RunEvent, round: number): RunEvent {
  if (event.type === 'run-started') return event;
  if (!('case' in event)) return event;
  const id = `${event.case}-${round}`;
  if (event.type === 'trial-intended') return { ...event, case: id, trial: `r${round}-${event.trial}` };
  if (event.type !== 'trial-observed') return { ...event, case: id };
  const { observation } = event;
  return { ...event, case: id, observation: { ...observation, trial: `r${round}-${observation.trial}` } };
}
