/** What stands behind a record where it was read or derived. It is never saved with the record: a file cannot vouch for itself. */
export interface RecordEvidence {
  /** The digest of `record.json`: `sha256:` and 64 hexadecimal digits. */
  readonly recordDigest: string;
  /** The digest of the journal, in the same form; null where neither the journal nor the record tells it. */
  readonly journalDigest: string | null;
}

/** A SHA-256 as it is shown and pinned. */
export function digestText(sha256: string): string {
  return `sha256:${sha256}`;
}
