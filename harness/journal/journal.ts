import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { HarnessError, isOutOfFiles, messageOf, systemFault, systemHint } from '../errors.ts';
import { PRIVATE_FILE } from '../files/private-directory.ts';
import type { JournalEntry, RunEvent } from '../vocabulary/run-event.ts';
import { readLine, writeLine } from './line.ts';

/** The journal in a run's directory. */
export const JOURNAL_FILE = 'journal.jsonl';

/** A finished run may be kept with its journal compressed by gzip, a fifteenth of the size. */
const ARCHIVE = 'journal.jsonl.gz';

/** The file of a run to which everything measured is appended before anything else happens with it. */
export interface Journal {
  /** Resolves when the event is on disk. */
  append(event: RunEvent): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the journal of a run's directory for appending and gives what it already holds. A last line that a crash cut short
 * is dropped, so the directory must be locked: another process may be about to finish that line.
 *
 * @throws HarnessError if a line before the last is damaged, or if the run is archived.
 */
export async function openJournal(directory: string): Promise<{ journal: Journal; entries: JournalEntry[] }> {
  const file = join(directory, JOURNAL_FILE);
  const { entries, soundBytes } = await load(file);
  if (entries.length === 0 && (await isFile(join(directory, ARCHIVE)))) throw archived(directory);
  const handle = await openForAppending(file, soundBytes).catch((thrown: unknown) => {
    throw notWritten(thrown);
  });
  return { journal: appendTo(handle), entries };
}

async function openForAppending(file: string, soundBytes: number): Promise<FileHandle> {
  const handle = await open(file, 'a', PRIVATE_FILE);
  // One of an earlier version may be readable by others.
  await handle.chmod(PRIVATE_FILE);
  await handle.truncate(soundBytes);
  return handle;
}

/**
 * Reads the journal of a run that is not going on.
 *
 * @throws HarnessError if there is none, or if a line before the last is damaged.
 */
export async function readJournal(directory: string): Promise<JournalEntry[]> {
  const live = await load(join(directory, JOURNAL_FILE));
  const { entries } = live.entries.length > 0 ? live : await loadArchive(join(directory, ARCHIVE));
  if (entries.length === 0) {
    throw new HarnessError('NO_RUN', `There is no run in ${directory}`, {
      hint: 'Give the directory that `discover` printed.',
    });
  }
  return entries;
}

/** Whether a directory holds the journal of a run. */
export async function holdsRun(directory: string): Promise<boolean> {
  return (await isFile(join(directory, JOURNAL_FILE))) || (await isFile(join(directory, ARCHIVE)));
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.size > 0;
}

function archived(directory: string): HarnessError {
  return new HarnessError('RUN_ARCHIVED', `The run in ${directory} is archived`, {
    hint: `To resume it, unpack its journal: gunzip ${ARCHIVE}. Or give another directory with --out.`,
  });
}

function appendTo(handle: FileHandle): Journal {
  // One write and one sync at a time, in the order of the calls: a line is never torn by its neighbour.
  let last: Promise<void> = Promise.resolve();
  const append = (event: RunEvent): Promise<void> => {
    const line = `${writeLine({ at: new Date().toISOString(), event })}\n`;
    last = last.then(() => write(handle, line));
    return last;
  };
  const close = async (): Promise<void> => {
    await last.catch(() => undefined);
    await handle.close();
  };
  return { append, close };
}

/** After a failure nothing more is written: the line may be torn, and a whole one behind it would hide that. */
async function write(handle: FileHandle, line: string): Promise<void> {
  try {
    await handle.appendFile(line);
    await handle.datasync();
  } catch (thrown) {
    throw notWritten(thrown);
  }
  // What has no name any more takes every line, and nobody would find one of them again.
  if ((await handle.stat()).nlink === 0) throw removed();
}

function notWritten(thrown: unknown): HarnessError {
  return new HarnessError('JOURNAL_NOT_WRITTEN', `Cannot write the journal: ${messageOf(thrown)}`, {
    cause: thrown,
    hint: `${systemHint(thrown) ?? 'Repair the disk.'} Then resume with --resume: all earlier verdicts are kept.`,
  });
}

function removed(): HarnessError {
  return new HarnessError('JOURNAL_NOT_WRITTEN', 'Cannot write the journal: its file was removed during the run', {
    hint: 'Start a new run, in a directory that nothing cleans up: --out DIRECTORY.',
  });
}

async function load(file: string): Promise<{ entries: JournalEntry[]; soundBytes: number }> {
  return parse(await bytesOf(file), file);
}

async function loadArchive(file: string): Promise<{ entries: JournalEntry[] }> {
  const packed = await bytesOf(file);
  if (packed.length === 0) return { entries: [] };
  try {
    return parse(gunzipSync(packed), file);
  } catch (thrown) {
    if (thrown instanceof HarnessError) throw thrown;
    throw new HarnessError('RUN_DAMAGED', `Cannot unpack ${file}: ${messageOf(thrown)}`, { cause: thrown });
  }
}

/** The bytes of a file; none if it does not exist. */
async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    // The file may be as whole as ever.
    if (isOutOfFiles(thrown)) throw systemFault(thrown);
    throw new HarnessError('RUN_DAMAGED', `Cannot read ${file}: ${messageOf(thrown)}`, { cause: thrown });
  }
}

function parse(bytes: Buffer, file: string): { entries: JournalEntry[]; soundBytes: number } {
  const end = bytes.lastIndexOf(0x0a) + 1;
  const entries: JournalEntry[] = [];
  let offset = 0;
  while (offset < end) {
    const next = bytes.indexOf(0x0a, offset) + 1;
    const reading = readLine(bytes.subarray(offset, next - 1).toString('utf8'));
    if (reading.kind === 'damaged') {
      // A crash may leave the last line whole in length but not in content; any other damage is not ours to repair.
      if (next === bytes.length) return { entries, soundBytes: offset };
      throw new HarnessError('RUN_DAMAGED', `${file}, line ${entries.length + 1}: ${reading.reason}`, {
        hint: 'Somebody changed the journal. Restore the file, or start a new run.',
      });
    }
    entries.push(reading.entry);
    offset = next;
  }
  return { entries, soundBytes: end };
}
