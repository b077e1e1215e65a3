import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deriveAnew, imagesIn, type RawEntry, readEntries, writeEntries } from './cut-run.ts';

/** Does something to the run in a directory. */
export type Forging = (directory: string) => Promise<void>;

/** Read from JSON. */
// biome-ignore lint/suspicious/noExplicitAny: a forger changes whatever he likes.
export type Anything = any;

/** Changes the record alone. */
export function inRecord(change: (record: Anything) => unknown): Forging {
  return async (directory) => {
    const file = join(directory, 'record.json');
    const record = JSON.parse(await readFile(file, 'utf8'));
    change(record);
    await writeFile(file, `${JSON.stringify(record, null, 2)}\n`);
  };
}

/** Changes a line, and mends its own checksum alone. */
export function inOneLine(isMeant: (event: Anything) => boolean, change: (event: Anything) => void): Forging {
  return async (directory) => {
    const entries: Anything[] = await readEntries(directory);
    const entry = entries.find(({ event }) => isMeant(event));
    change(entry.event);
    const { sum: _, ...body } = entry;
    const text = JSON.stringify(body).slice(0, -1);
    entry.sum = createHash('sha256').update(text).digest('hex').slice(0, 32);
    await writeFile(join(directory, 'journal.jsonl'), entries.map((one) => `${JSON.stringify(one)}\n`).join(''));
  };
}

/** Changes the journal and makes everything fit again: the chain, the record, and which images are there. */
export function inJournal(change: (entries: RawEntry[]) => RawEntry[] | unknown): Forging {
  return inJournalOf((_, entries) => change(entries));
}

/** The same, where images change as well. */
export function inJournalOf(
  change: (directory: string, entries: RawEntry[]) => RawEntry[] | unknown | Promise<unknown>,
): Forging {
  return async (directory) => {
    const entries = await readEntries(directory);
    const changed = await change(directory, entries);
    const now = Array.isArray(changed) ? changed : entries;
    await writeEntries(directory, now);
    for (const file of await fingerprints(directory)) {
      if (![...imagesIn(now)].some((name) => file.includes(name))) await rm(file);
    }
    await deriveAnew(directory);
  };
}

/** The files of the images of a run. */
export async function fingerprints(directory: string): Promise<string[]> {
  return (await readdir(join(directory, 'fingerprints'))).map((name) => join(directory, 'fingerprints', name));
}
