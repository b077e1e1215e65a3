import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onDisk } from '../../text/byte-text.ts';

/** What the directory of a run always has, and what the first line of that file begins with. */
const JOURNAL = { file: 'journal.jsonl', begins: /^\{"line":1,"at":"[^"]{1,40}","event":\{"type":"run-started"/ };

/** How much of a journal tells that it is one. */
const HEAD_BYTES = 200;

/**
 * Whether a directory is that of a run of this program, or has nothing but such directories, as `results` has. A run that is kept in its own
 * build context would change the context while it grows, and no pipeline has it there.
 */
export async function holdsOnlyRuns(directory: string): Promise<boolean> {
  const names = await readdir(onDisk(directory)).catch((): string[] => []);
  if (names.includes(JOURNAL.file)) return isRun(directory);
  if (names.length === 0 || !names.every((name) => /^run-\d{8}-/.test(name))) return false;
  for (const name of names) if (!(await isRun(join(directory, name)))) return false;
  return true;
}

async function isRun(directory: string): Promise<boolean> {
  try {
    await using file = await open(onDisk(join(directory, JOURNAL.file)));
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return JOURNAL.begins.test(buffer.toString('utf8', 0, bytesRead));
  } catch {
    return false;
  }
}
