import { openFingerprintStore } from '../journal/fingerprint-store.ts';
import { readJournal } from '../journal/journal.ts';
import { deriveRecord, namedFingerprints, observationsByCase } from '../proof/derive-record.ts';
import type { FingerprintSource } from '../proof/images/remembered-comparison.ts';
import type { RunRecord } from '../record/record.ts';
import type { JournalEntry } from '../vocabulary/run-event.ts';

/** What a run's directory holds of it, from which everything else is derived. */
export interface KeptRun {
  readonly entries: readonly JournalEntry[];
  readonly fingerprintOf: FingerprintSource;
}

/**
 * Reads the journal of a run and the fingerprints that it names.
 *
 * @throws HarnessError if either cannot be read.
 */
export async function readRun(directory: string): Promise<KeptRun> {
  const entries = await readJournal(directory);
  return { entries, fingerprintOf: await loadFingerprints(directory, entries) };
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

/** The record of the run in a directory, derived anew. */
export async function derivedRecord(directory: string): Promise<RunRecord> {
  const { entries, fingerprintOf } = await readRun(directory);
  return deriveRecord(entries, fingerprintOf);
}
