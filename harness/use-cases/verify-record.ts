import { isDeepStrictEqual } from 'node:util';
import type { RunRecord } from '../record/record.ts';
import { derivedRecord } from '../runs/kept-run.ts';
import { readRecord } from '../runs/read-record.ts';

/** A saved record held against what follows from the run's observations. */
export interface RecordCheck {
  readonly derived: RunRecord;
  /** Whether the saved record is the derived one. */
  readonly isSame: boolean;
  /** The cases of which it says something else; empty where only its header differs. */
  readonly differing: readonly string[];
}

/**
 * Derives the record of a run anew from what was observed, and compares it with the saved one.
 *
 * @throws HarnessError if journal, fingerprints or record cannot be read.
 */
export async function checkRecordOf(directory: string): Promise<RecordCheck> {
  const derived = await derivedRecord(directory);
  const saved = await readRecord(directory);
  const isSame = isDeepStrictEqual(saved, asSaved(derived));
  const differing = derived.cases.filter((one, index) => !isDeepStrictEqual(asSaved(one), saved.cases[index]));
  return { derived, isSame, differing: differing.map(({ id }) => id) };
}

function asSaved(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
