import { join } from 'node:path';
import { PRIVATE_FILE } from '../files/private-directory.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { RunRecord } from '../record/record.ts';
import { recordText } from '../record/record-text.ts';

/** Writes `record.json` into a run's directory, whole or not at all and for its owner alone, and gives its path. */
export async function writeRecord(directory: string, record: RunRecord): Promise<string> {
  const file = join(directory, 'record.json');
  await writeWhole(file, [recordText(record), '\n'], { mode: PRIVATE_FILE });
  return file;
}
