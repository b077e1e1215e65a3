import * as z from 'zod';

/**
 * `follows`: the record was derived here from its journal, or it follows from that. `not-verifiable`: its journal is not beside it, so
 * nothing is known but that it does not contradict itself.
 */
export const recordStanding = z.enum(['follows', 'not-verifiable']);

/** What stands behind a record where it was read or derived. It is never saved with the record: a file cannot vouch for itself. */
export interface RecordEvidence {
  /** The digest of `record.json`: `sha256:` and 64 hexadecimal digits. */
  readonly recordDigest: string;
  /** The digest of the journal, in the same form; null where neither the journal nor the record tells it. */
  readonly journalDigest: string | null;
  readonly standing: z.output<typeof recordStanding>;
}

/** A SHA-256 as it is shown and pinned. */
export function digestText(sha256: string): string {
  return `sha256:${sha256}`;
}

/** What every report says of a record that nobody can check where it was read; undefined for one that follows from its trials. */
export function standingText(evidence: RecordEvidence | undefined): string | undefined {
  return evidence?.standing === 'not-verifiable'
    ? 'not verifiable here: the journal is not beside the record'
    : undefined;
}

/** The same behind other words of a line. */
export function standingBehind(evidence: RecordEvidence | undefined, mark: string): string {
  const text = standingText(evidence);
  return text === undefined ? '' : `${mark}${text}`;
}
