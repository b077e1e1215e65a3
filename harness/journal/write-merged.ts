import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalEntry } from './event.ts';
import { writeLine } from './line.ts';
import { writeWhole } from './write-whole.ts';

/** Writes a merged journal and the fingerprints of all its parts into a directory. */
export async function writeMerged(
  directory: string,
  entries: readonly JournalEntry[],
  parts: readonly string[],
): Promise<void> {
  const folder = join(directory, 'fingerprints');
  await mkdir(folder, { recursive: true });
  for (const part of parts) {
    const own = join(part, 'fingerprints');
    // A shard in which no build came as far as an image has none; one that is named but missing is told when it is read.
    for (const name of await readdir(own).catch(() => [])) {
      if (name.endsWith('.json.gz')) await copyFile(join(own, name), join(folder, name));
    }
  }
  await writeWhole(join(directory, 'journal.jsonl'), entries.map((entry) => `${writeLine(entry)}\n`).join(''));
}
