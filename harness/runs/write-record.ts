import { join } from 'node:path';
import { HarnessError, messageOf, systemHint } from '../errors.ts';
import { PRIVATE_FILE } from '../files/private-directory.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { RunRecord } from '../record/record.ts';
import { recordParts } from '../record/record-text.ts';

/**
 * Writes `record.json` into a run's directory, whole or not at all and for its owner alone, and gives its path.
 *
 * @throws HarnessError RUN_NOT_WRITTEN
 */
export async function writeRecord(directory: string, record: RunRecord): Promise<string> {
  const file = join(directory, 'record.json');
  try {
    await writeWhole(file, recordParts(record), { mode: PRIVATE_FILE });
  } catch (thrown) {
    throw new HarnessError('RUN_NOT_WRITTEN', `Cannot write ${file}: ${messageOf(thrown)}`, {
      cause: thrown,
      hint: `${systemHint(thrown) ?? 'Repair the disk.'} Then derive it from the journal: kaniko-caps verify-record ${directory} --write.`,
    });
  }
  return file;
}
