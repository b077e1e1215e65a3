import * as z from 'zod';
import { type RunRecord, runRecord } from './record.ts';

/** The text of a record as it is saved and printed. */
export function serializeRecord(record: RunRecord): string {
  return `${recordText(record)}\n`;
}

/** The same without the end of its last line: of a large text, adding it would make another one as large. */
export function recordText(record: RunRecord): string {
  return JSON.stringify(z.encode(runRecord, record), null, 2);
}
