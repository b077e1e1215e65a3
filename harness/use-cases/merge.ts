import { HarnessError } from '../errors.ts';
import { displayPath } from '../files/display-path.ts';
import { wholeDirectory } from '../files/whole-directory.ts';
import { readJournal } from '../journal/journal.ts';
import { mergeJournals } from '../journal/merge/merge-journals.ts';
import type { NamedJournal } from '../journal/merge/shard-run.ts';
import { writeMerged } from '../journal/merge/write-merged.ts';
import { contradictedTrials } from '../proof/contradicted-trials.ts';
import type { RunRecord } from '../record/record.ts';
import { derivedRecord } from '../runs/kept-run.ts';
import { writeRecord } from '../runs/write-record.ts';
import { printable } from '../text/printable.ts';
import type { JournalEntry } from '../vocabulary/run-event.ts';

/**
 * Merges the runs of all shards into a directory that is new or empty, whole or not at all; gives the record.
 *
 * @throws HarnessError naming the run that is foreign, incomplete or contradictory, and why.
 */
export async function mergeRuns(runs: readonly string[], directory: string): Promise<RunRecord> {
  const journals: NamedJournal[] = [];
  for (const name of runs) journals.push({ name, entries: await soundEntries(name) });
  const entries = mergeJournals(journals);
  return wholeDirectory(directory, async (unfinished) => {
    await writeMerged(unfinished, entries, journals);
    const record = await derivedRecord(unfinished);
    await writeRecord(unfinished, record);
    return record;
  });
}

/** What a shard observed; one whose trials contradict themselves is not taken over. */
async function soundEntries(name: string): Promise<readonly JournalEntry[]> {
  const entries = await readJournal(name);
  const [first] = contradictedTrials(entries);
  if (first === undefined) return entries;
  const message = `The journal in ${displayPath(name)}, line ${first.line}: ${printable(first.text)}`;
  throw new HarnessError('RUN_DAMAGED', message, {
    hint: `Somebody changed it. See all: kaniko-caps verify-record ${displayPath(name)}. Run the shard again.`,
  });
}
