import { type FileHandle, mkdir, open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import type { JournalEntry, JournalEvent } from './event.ts';
import { readLine, writeLine } from './line.ts';

const FILE = 'journal.jsonl';

/** The file of a run to which everything measured is appended before anything else happens with it. */
export interface Journal {
  /** Resolves when the event is on disk. */
  append(event: JournalEvent): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the journal of a run's directory for appending and gives what it already holds. A last line that a crash cut short
 * is dropped.
 *
 * @throws HarnessError BAD_INPUT if a line before the last is damaged.
 */
export async function openJournal(directory: string): Promise<{ journal: Journal; entries: JournalEntry[] }> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, FILE);
  const { entries, soundBytes } = await load(file);
  const handle = await open(file, 'a');
  await truncate(file, soundBytes);
  return { journal: appendTo(handle), entries };
}

/**
 * Reads the journal of a run that is not going on.
 *
 * @throws HarnessError BAD_INPUT if there is none, or if a line before the last is damaged.
 */
export async function readJournal(directory: string): Promise<JournalEntry[]> {
  const { entries } = await load(join(directory, FILE));
  if (entries.length === 0) {
    throw new HarnessError('BAD_INPUT', `${directory} holds no journal of a run`, {
      hint: 'Name the directory of a run: the one that discover printed.',
    });
  }
  return entries;
}

function appendTo(handle: FileHandle): Journal {
  // One write and one sync at a time, in the order of the calls: a line is never torn by its neighbour.
  let last: Promise<void> = Promise.resolve();
  const append = (event: JournalEvent): Promise<void> => {
    const line = `${writeLine({ at: new Date().toISOString(), event })}\n`;
    last = last.then(async () => {
      await handle.appendFile(line);
      await handle.datasync();
    });
    return last;
  };
  const close = async (): Promise<void> => {
    await last.catch(() => undefined);
    await handle.close();
  };
  return { append, close };
}

async function load(file: string): Promise<{ entries: JournalEntry[]; soundBytes: number }> {
  const bytes = await readFile(file).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return Buffer.alloc(0);
    throw new HarnessError('BAD_INPUT', `Cannot read ${file}: ${thrown.message}`, { cause: thrown });
  });
  const end = bytes.lastIndexOf(0x0a) + 1;
  const entries: JournalEntry[] = [];
  let offset = 0;
  while (offset < end) {
    const next = bytes.indexOf(0x0a, offset) + 1;
    const reading = readLine(bytes.subarray(offset, next - 1).toString('utf8'));
    if (reading.kind === 'damaged') {
      // A crash may leave the last line whole in length but not in content; any other damage is not ours to repair.
      if (next === bytes.length) return { entries, soundBytes: offset };
      throw new HarnessError('BAD_INPUT', `${file}, line ${entries.length + 1}: ${reading.reason}`, {
        hint: 'The journal was altered after it was written. Start a new run, or restore the file.',
      });
    }
    entries.push(reading.entry);
    offset = next;
  }
  return { entries, soundBytes: end };
}
