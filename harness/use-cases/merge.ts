import { wholeDirectory } from '../files/whole-directory.ts';
import { readJournal } from '../journal/journal.ts';
import { mergeJournals } from '../journal/merge/merge-journals.ts';
import type { NamedJournal } from '../journal/merge/shard-run.ts';
import { writeMerged } from '../journal/merge/write-merged.ts';
import type { RunRecord } from '../record/record.ts';
import { derivedRecord } from '../runs/kept-run.ts';
import { writeRecord } from '../runs/write-record.ts';

/**
 * Merges the runs of all shards into a directory that is new or empty, whole or not at all; gives the record.
 *
 * @throws HarnessError naming the run that is foreign, incomplete or contradictory, and why.
 */
export async function mergeRuns(runs: readonly string[], directory: string): Promise<RunRecord> {
  const journals: NamedJournal[] = [];
  for (const name of runs) journals.push({ name, entries: await readJournal(name) });
  const entries = mergeJournals(journals);
  return wholeDirectory(directory, async (unfinished) => {
    await writeMerged(unfinished, entries, journals);
    const record = await derivedRecord(unfinished);
    await writeRecord(unfinished, record);
    return record;
  });
}
