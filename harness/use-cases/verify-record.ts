import { join } from 'node:path';
import { displayPath } from '../files/display-path.ts';
import { inspectJournal } from '../journal/inspect-journal.ts';
import type { RunRecord } from '../record/record.ts';
import { digestText } from '../record/record-evidence.ts';
import { heldAgainstTrials } from '../runs/differences-from-trials.ts';
import { inspectFingerprints } from '../runs/inspect-fingerprints.ts';
import { RECORD_FILE, readRecordJson } from '../runs/record-file.ts';
import { countOf } from '../text/plain-text.ts';
import type { JournalEntry } from '../vocabulary/run-event.ts';

/** A kept run held against what it would be if nobody had touched it. */
export interface RecordCheck {
  /** What is wrong with the journal and the fingerprints, each with its place. */
  readonly damage: readonly string[];
  /** Where the journal contradicts itself about a trial, with the line. */
  readonly contradictions: readonly string[];
  /** Where the record says something else than what follows from the trials; undefined where nothing follows from them any more. */
  readonly differences: readonly string[] | undefined;
  /** What cannot be noticed in this run, and what a crash left in it. */
  readonly notes: readonly string[];
  /** What follows from the trials; undefined where nothing follows from them any more. */
  readonly derived: RunRecord | undefined;
  /** How many trials there are. */
  readonly trials: number;
  /** What the files are pinned by. */
  readonly digests: RunDigests;
}

/** The digests of the files of a run. */
export interface RunDigests {
  /** That of `record.json` as it stands. */
  readonly record: string;
  /** That of the journal's whole lines, unpacked. */
  readonly journal: string;
}

/**
 * Looks at the journal and the fingerprints of a run, derives its record anew and compares it with the saved one.
 *
 * @throws HarnessError if there is no journal or no record, or if one cannot be understood.
 */
export async function checkRecordOf(directory: string): Promise<RecordCheck> {
  const journal = await inspectJournal(directory);
  const file = await readRecordJson(join(directory, RECORD_FILE));
  const digests = { record: file.digest, journal: digestText(journal.sha256) };
  const { entries, notes } = journal;
  if (entries === undefined) {
    const damage = journal.faults.map((fault) => `${displayPath(journal.file)}, ${fault}`);
    return { damage, contradictions: [], differences: undefined, derived: undefined, notes, trials: 0, digests };
  }
  const fingerprints = await inspectFingerprints(directory, entries);
  const left = unnamedText(fingerprints.unnamed, entries);
  const damage = [...fingerprints.faults, ...left.damage];
  const trials = entries.filter(({ event }) => event.type === 'trial-observed').length;
  const checked = { damage, contradictions: [], notes: [...notes, ...left.notes], trials, digests };
  if (fingerprints.faults.length > 0) return { ...checked, differences: undefined, derived: undefined };
  const { fingerprintOf } = fingerprints;
  const { namesJournal, ...held } = heldAgainstTrials(file, { entries, fingerprintOf, journalSha256: journal.sha256 });
  return { ...checked, ...held, notes: namesJournal ? checked.notes : [...checked.notes, UNNAMED_JOURNAL] };
}

const UNNAMED_JOURNAL =
  'The record does not name its journal by digest: an earlier version wrote it. verify-record --write adds the digest.';

/** Whether nothing shows that anybody touched a run. */
export function isFaultless({ damage, contradictions, differences }: RecordCheck): boolean {
  return damage.length === 0 && contradictions.length === 0 && differences?.length === 0;
}

/** A run that was killed may leave an image that no trial names any more; a run that ended leaves none. */
function unnamedText(
  names: readonly string[],
  entries: readonly JournalEntry[],
): Pick<RecordCheck, 'damage' | 'notes'> {
  if (names.length === 0) return { damage: [], notes: [] };
  if (entries.at(-1)?.event.type === 'run-finished') {
    return { damage: names.map((name) => `fingerprints/${name}: no trial names it`), notes: [] };
  }
  const count = countOf(names.length, 'file');
  return { damage: [], notes: [`No trial names ${count} in fingerprints/, as after a crash. --resume removes them.`] };
}
