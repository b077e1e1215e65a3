import { deriveRecord } from '../discovery/derive-record.ts';
import { alreadyInUse } from '../discovery/resumption.ts';
import { serializeRecord, writeRecord } from '../discovery/write-record.ts';
import { openFingerprintStore } from '../journal/fingerprint-store.ts';
import { holdsRun, readJournal } from '../journal/journal.ts';
import { mergeJournals } from '../journal/merge-journals.ts';
import { lockRun } from '../journal/run-lock.ts';
import { writeMerged } from '../journal/write-merged.ts';
import { tableReport } from '../report/table.ts';
import { displayPath } from './display-path.ts';
import { outputWidth, print, tell } from './output.ts';
import { newRunId } from './start-run.ts';

/** Merges the runs of all shards into one; gives the exit code. */
export async function merge(
  runs: readonly string[],
  { out, json }: { readonly out: string; readonly json?: boolean },
): Promise<number> {
  if (await holdsRun(out)) throw alreadyInUse(out);
  const journals = [];
  for (const name of runs) journals.push({ name, entries: await readJournal(name) });
  const entries = mergeJournals(journals, newRunId());
  const unlock = await lockRun(out);
  try {
    await writeMerged(out, entries, runs);
    const record = await deriveRecord(entries, openFingerprintStore(out));
    await writeRecord(out, record);
    print(json === true ? serializeRecord(record) : tableReport(record, { width: outputWidth() }));
    tell(`\nrecord: ${displayPath(out)}/record.json`);
    return 0;
  } finally {
    await unlock();
  }
}
