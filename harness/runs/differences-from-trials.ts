import * as z from 'zod';
import { displayPath } from '../files/display-path.ts';
import { contradictedTrials } from '../proof/contradicted-trials.ts';
import { deriveRecord } from '../proof/derive-record.ts';
import type { RunRecord } from '../record/record.ts';
import { serializeRecord } from '../record/record-text.ts';
import { printable } from '../text/printable.ts';
import { readJson } from '../text/read-json.ts';
import type { JournalEntry } from '../vocabulary/run-event.ts';
import type { KeptRun } from './kept-run.ts';
import { recordDifferences } from './record-differences.ts';
import type { RecordFile } from './record-file.ts';

/** A saved record held against what follows from the trials of its run. */
export interface HeldAgainstTrials {
  /** Where the journal contradicts itself about a trial, with the line. */
  readonly contradictions: readonly string[];
  /** Where the record says something else than what follows, with the field and both values. */
  readonly differences: readonly string[];
  /** What follows from the trials. */
  readonly derived: RunRecord;
  /** Whether the record names its journal by digest, which records of earlier versions do not. */
  readonly namesJournal: boolean;
}

/** Derives a record again, and says what the saved one has otherwise. */
export function heldAgainstTrials(file: RecordFile, run: KeptRun): HeldAgainstTrials {
  const { entries, fingerprintOf, journalSha256 } = run;
  const isNamed = namesJournal(file.json);
  const derived = deriveRecord(entries, fingerprintOf, isNamed ? journalSha256 : undefined);
  return {
    contradictions: contradictedTrials(entries).map(
      ({ line, text }) => `the journal, line ${line}: ${printable(text)}`,
    ),
    differences: differencesIn(file, derived, entries),
    derived,
    namesJournal: isNamed,
  };
}

/** Where the record says nothing of its journal, it says nothing wrong: its trials are compared all the same. */
function namesJournal(json: unknown): boolean {
  const { run = {} } = z.object({ run: z.looseObject({}) }).safeParse(json).data ?? {};
  return Object.hasOwn(run, 'journalSha256');
}

function differencesIn(
  { path, text, json }: RecordFile,
  derived: RunRecord,
  entries: readonly JournalEntry[],
): string[] {
  const record = serializeRecord(derived);
  if (text === record) return [];
  const name = displayPath(path);
  // What a reader makes of a field that is there twice depends on the reader.
  const reading = readJson(text);
  if (reading.kind === 'broken') return [`${name}:${reading.line}:${reading.column}: ${reading.problem}`];
  const differences = recordDifferences(json, JSON.parse(record)).map(
    (one) => `${name}: ${one.field === '' ? 'the whole record' : one.field} ${one.text}`,
  );
  return differences.length === 0 ? [] : [...otherJournal(json, entries), ...differences];
}

/** Lines that are missing at the end of a journal show in the record alone, and so do lines that came after it. */
function otherJournal(saved: unknown, entries: readonly JournalEntry[]): string[] {
  const run: unknown = typeof saved === 'object' && saved !== null ? Reflect.get(saved, 'run') : undefined;
  const finishedAt: unknown = typeof run === 'object' && run !== null ? Reflect.get(run, 'finishedAt') : undefined;
  const last = entries.at(-1)?.at ?? '';
  if (typeof finishedAt !== 'string' || finishedAt === last) return [];
  const ends = `it ends at ${last}, the record at ${printable(finishedAt)}`;
  return finishedAt > last
    ? [`the journal, behind line ${entries.length}: lines were removed, or the record is of a longer journal; ${ends}`]
    : [`the journal goes on behind the record: ${ends}`];
}
