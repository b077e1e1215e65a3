import { isDeepStrictEqual } from 'node:util';
import { deriveRecord } from '../discovery/derive-record.ts';
import { writeRecord } from '../discovery/write-record.ts';
import { openFingerprintStore } from '../journal/fingerprint-store.ts';
import { readJournal } from '../journal/journal.ts';
import { countOf } from '../report/plain-text.ts';
import { displayPath } from './display-path.ts';
import { print } from './output.ts';
import { readRecord } from './read-record.ts';

/** Derives a run's record anew from what was observed, and compares or writes it; gives the exit code. */
export async function verifyRecord(directory: string, { write }: { readonly write?: boolean }): Promise<number> {
  const derived = await deriveRecord(await readJournal(directory), openFingerprintStore(directory));
  if (write === true) {
    print(`wrote ${displayPath(await writeRecord(directory, derived))}`);
    return 0;
  }
  const saved = await readRecord(directory);
  if (isDeepStrictEqual(saved, JSON.parse(JSON.stringify(derived)))) {
    print(`the record follows from its ${countOf(derived.run.trials, 'trial')}`);
    return 0;
  }
  const differing = derived.cases.filter((one, index) => {
    return !isDeepStrictEqual(JSON.parse(JSON.stringify(one)), saved.cases[index]);
  });
  print(
    `the record does not follow from its trials: ${differing.map(({ id }) => id).join(', ') || 'its header differs'}`,
  );
  return 1;
}
