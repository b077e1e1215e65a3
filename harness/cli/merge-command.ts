import { deriveRecord } from '../discovery/derive-record.ts';
import { serializeRecord, writeRecord } from '../discovery/write-record.ts';
import { openFingerprintStore } from '../journal/fingerprint-store.ts';
import { readJournal } from '../journal/journal.ts';
import { mergeJournals } from '../journal/merge-journals.ts';
import type { NamedJournal } from '../journal/shard-run.ts';
import { wholeDirectory } from '../journal/whole-directory.ts';
import { writeMerged } from '../journal/write-merged.ts';
import { tableReport } from '../report/table.ts';
import { answeredExitCode } from './answered-exit-code.ts';
import { displayPath } from './display-path.ts';
import { freshDirectory } from './fresh-directory.ts';
import { outputWidth, print, tell } from './output.ts';

/** Merges the runs of all shards into one; gives the exit code, that of the unsharded discovery. */
export async function merge(
  runs: readonly string[],
  { out, json }: { readonly out: string; readonly json?: boolean },
): Promise<number> {
  const directory = await freshDirectory(out);
  const journals: NamedJournal[] = [];
  for (const name of runs) journals.push({ name, entries: await readJournal(name) });
  const entries = mergeJournals(journals);
  const record = await wholeDirectory(directory, async (unfinished) => {
    await writeMerged(unfinished, entries, journals);
    const derived = await deriveRecord(entries, openFingerprintStore(unfinished));
    await writeRecord(unfinished, derived);
    return derived;
  });
  print(json === true ? serializeRecord(record) : tableReport(record, { width: outputWidth() }));
  tell(`\nrecord: ${displayPath(directory)}/record.json`);
  return answeredExitCode(record);
}
