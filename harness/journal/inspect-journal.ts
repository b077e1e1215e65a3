import type { JournalEntry } from '../vocabulary/run-event.ts';
import { findChainFaults } from './chain-faults.ts';
import { faultText } from './fault-text.ts';
import { noRun } from './journal.ts';
import { entriesIn, type JournalLines, readJournalLines } from './journal-file.ts';

/** A journal held against what it would be if nobody had touched it. */
export interface JournalInspection {
  readonly file: string;
  /** What was done to its lines, each with its place; empty if nothing shows. */
  readonly faults: readonly string[];
  /** What a crash left in it, and what cannot be noticed in it. */
  readonly notes: readonly string[];
  /** SHA-256 of its whole lines, unpacked, in hexadecimal digits. */
  readonly sha256: string;
  /** Undefined where there are faults. */
  readonly entries: readonly JournalEntry[] | undefined;
}

/**
 * Looks at every line of a journal.
 *
 * @throws HarnessError if there is none, or if this version cannot understand an event of it.
 */
export async function inspectJournal(directory: string): Promise<JournalInspection> {
  const lines = await readJournalLines(directory);
  const { file, readings } = lines;
  if (readings.length === 0) throw noRun(directory);
  const faults = findChainFaults(readings).map(faultText);
  const entries = faults.length === 0 ? entriesIn(lines) : undefined;
  return { file, faults, notes: notesOf(lines), sha256: lines.sha256(), entries };
}

function notesOf({ readings, isTorn }: JournalLines): string[] {
  const older = readings.filter((reading) => reading.kind === 'sound' && reading.link === null).length;
  return [
    ...(older > 0
      ? [
          `${older === readings.length ? 'The journal has' : `Lines 1 to ${older} of the journal have`} the older form, without a chain: a line that was removed or added there is not noticed.`,
        ]
      : []),
    ...(isTorn ? ['The last line of the journal was cut short, as a crash does it. It was left out.'] : []),
  ];
}
