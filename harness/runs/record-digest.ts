import { createHash } from 'node:crypto';
import type { RunRecord } from '../record/record.ts';
import { digestText } from '../record/record-evidence.ts';
import { recordParts } from '../record/record-text.ts';

/** The digest of the file that a record is saved as. */
export function digestOfRecord(record: RunRecord): string {
  const hash = createHash('sha256');
  for (const part of recordParts(record)) hash.update(part);
  return digestText(hash.digest('hex'));
}

/** The digest of a `record.json` as it stands, which `sha256sum record.json` prints. */
export function digestOfRecordFile(bytes: Uint8Array): string {
  return digestText(createHash('sha256').update(bytes).digest('hex'));
}
