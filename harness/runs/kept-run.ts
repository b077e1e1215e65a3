import { openFingerprintStore } from '../journal/fingerprint-store.ts';
import { readKeptJournal } from '../journal/journal.ts';
import { type UnreadJournal, unreadJournal } from '../journal/journal-file.ts';
import { deriveRecord, namedFingerprints, observationsByCase } from '../proof/derive-record.ts';
import type { FingerprintSource } from '../proof/images/remembered-comparison.ts';
import type { RunRecord } from '../record/record.ts';
import { digestText } from '../record/record-evidence.ts';
import type { JournalEntry } from '../vocabulary/run-event.ts';
import { digestOfRecord } from './record-digest.ts';

/** What a run's directory holds of it, from which everything else is derived. */
export interface KeptRun {
  readonly entries: readonly JournalEntry[];
  /** SHA-256 of the journal's whole lines, in hexadecimal digits. */
  readonly journalSha256: string;
  readonly fingerprintOf: FingerprintSource;
}

/**
 * Reads the journal of a run and the fingerprints that it names; of a journal that is in memory already, its lines.
 *
 * @throws HarnessError if either cannot be read.
 */
export async function readRun(directory: string, unread?: UnreadJournal): Promise<KeptRun> {
  const { entries, sha256 } = readKeptJournal(unread ?? (await unreadJournal(directory)));
  return { entries, journalSha256: sha256, fingerprintOf: await loadFingerprints(directory, entries) };
}

/**
 * Reads the fingerprints that a journal names.
 *
 * @throws HarnessError if one is missing or damaged.
 */
export async function loadFingerprints(
  directory: string,
  entries: readonly JournalEntry[],
): Promise<FingerprintSource> {
  const store = openFingerprintStore(directory);
  await store.load(namedFingerprints([...observationsByCase(entries).values()].flat()));
  return store.get;
}

/** The record of the run in a directory, derived anew, with the digests that name it. */
export async function derivedRecord(directory: string): Promise<RunRecord> {
  const { entries, fingerprintOf, journalSha256 } = await readRun(directory);
  const record = deriveRecord(entries, fingerprintOf, journalSha256);
  const evidence = {
    recordDigest: digestOfRecord(record),
    journalDigest: digestText(journalSha256),
    standing: 'follows',
  } as const;
  return { ...record, evidence };
}
