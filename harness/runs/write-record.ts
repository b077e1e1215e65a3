import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../files/write-whole.ts';
import { type RunRecord, runRecord } from '../record/record.ts';

/** Writes `record.json` into a run's directory, whole or not at all, and gives its path. */
export async function writeRecord(directory: string, record: RunRecord): Promise<string> {
  const file = join(directory, 'record.json');
  await writeWhole(file, [recordText(record), '\n']);
  return file;
}

/** The text of a record as it is saved and printed. */
export function serializeRecord(record: RunRecord): string {
  return `${recordText(record)}\n`;
}

/** The same without the end of its last line: of a large text, adding it would make another one as large. */
export function recordText(record: RunRecord): string {
  return JSON.stringify(z.encode(runRecord, record), null, 2);
}
