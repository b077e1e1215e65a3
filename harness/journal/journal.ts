import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HarnessError, messageOf, systemErrorCode, systemHint } from '../errors.ts';
import { PRIVATE_FILE } from '../files/private-directory.ts';
import { syncDirectory } from '../files/write-whole.ts';
import type { JournalEntry, RunEvent } from '../vocabulary/run-event.ts';
import {
  entriesIn,
  JOURNAL_ARCHIVE,
  type JournalLines,
  linesOf,
  readJournalLines,
  readLiveLines,
  type UnreadJournal,
} from './journal-file.ts';
import { CHAIN_START, type ChainEnd, type LineReading, sealLine } from './line.ts';

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
 * @throws HarnessError if a line is not as it was written, or if the run is archived.
 */
export async function openJournal(directory: string): Promise<{ journal: Journal; entries: JournalEntry[] }> {
  const lines = await readLiveLines(directory);
  if (lines.readings.length === 0 && (await isFile(join(directory, JOURNAL_ARCHIVE)))) throw archived(directory);
  const entries = entriesIn(lines);
  const { handle, isNew } = await openForAppending(directory, lines).catch((thrown: unknown) => {
    throw notWritten(thrown);
  });
  const journal = appendTo(handle, endOf(lines.readings));
  return { journal: isNew ? removedIfUnused(journal, lines.file) : journal, entries };
}

/** A journal that goes with its closing if nothing was appended to it: a run that could not begin leaves none. */
function removedIfUnused(journal: Journal, file: string): Journal {
  let isUsed = false;
  return {
    append: (event) => {
      isUsed = true;
      return journal.append(event);
    },
    close: async () => {
      await journal.close();
      if (!isUsed) await rm(file, { force: true });
    },
  };
}

interface OpenedFile {
  readonly handle: FileHandle;
  /** Whether there was none before. */
  readonly isNew: boolean;
}

async function openForAppending(directory: string, { file, wholeBytes }: JournalLines): Promise<OpenedFile> {
  const made = await open(file, 'ax', PRIVATE_FILE).catch((thrown: unknown) => {
    if (systemErrorCode(thrown) !== 'EEXIST') throw thrown;
    return undefined;
  });
  const handle = made ?? (await open(file, 'a', PRIVATE_FILE));
  // One of an earlier version may be readable by others.
  await handle.chmod(PRIVATE_FILE);
  await handle.truncate(wholeBytes);
  await syncDirectory(directory);
  return { handle, isNew: made !== undefined };
}

/** A journal as it was read. */
export interface KeptJournal {
  readonly entries: readonly JournalEntry[];
  /** SHA-256 of its whole lines, unpacked, in hexadecimal digits: what a record names its journal by. */
  readonly sha256: string;
}

/**
 * Reads the journal of a run that is not going on, and what names it.
 *
 * @throws HarnessError if there is none, or if a line is not as it was written.
 */
export function readKeptJournal(unread: UnreadJournal): KeptJournal {
  const lines = linesOf(unread);
  const entries = entriesIn(lines);
  if (entries.length > 0) return { entries, sha256: lines.sha256() };
  throw noRun(dirname(unread.file));
}

/**
 * Reads the events of the journal of a run that is not going on.
 *
 * @throws HarnessError if there is none, or if a line is not as it was written.
 */
export async function readJournal(directory: string): Promise<JournalEntry[]> {
  const entries = entriesIn(await readJournalLines(directory));
  if (entries.length > 0) return entries;
  throw noRun(directory);
}

/**
 * Reads the first entry of a journal alone; the others are looked at when the journal is opened.
 *
 * @throws HarnessError if there is none, or if it is not as it was written.
 */
export async function readFirstEntry(directory: string): Promise<JournalEntry> {
  const { file, readings } = await readJournalLines(directory, 1);
  const [first] = entriesIn({ file, readings });
  if (first !== undefined) return first;
  throw noRun(directory);
}

/** Whether a directory holds the journal of a run. One that was killed within its first line has none. */
export async function holdsRun(directory: string): Promise<boolean> {
  return (await readJournalLines(directory, 1)).readings.length > 0;
}

/** What is told of a directory without a journal. */
export function noRun(directory: string): HarnessError {
  return new HarnessError('NO_RUN', `There is no run in ${directory}`, {
    hint: 'Give the directory that `discover` printed.',
  });
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.size > 0;
}

function archived(directory: string): HarnessError {
  return new HarnessError('RUN_ARCHIVED', `The run in ${directory} is archived`, {
    hint: `To resume it, unpack its journal: gunzip ${JOURNAL_ARCHIVE}. Or give another directory with --out.`,
  });
}

/** A journal of the older form is gone on with in this one: its last checksum is what the next line is chained to. */
function endOf(readings: readonly LineReading[]): ChainEnd {
  const last = readings.at(-1);
  return last?.kind === 'sound' ? { line: readings.length, sum: last.sum } : CHAIN_START;
}

function appendTo(handle: FileHandle, begun: ChainEnd): Journal {
  // One write and one sync at a time, in the order of the calls: a line is never torn by its neighbour. Lines that come while
  // another is synced share the next sync, since a disk takes the same time for one as for many.
  let last: Promise<void> = Promise.resolve();
  let waiting: string[] | undefined;
  let end = begun;
  const append = async (event: RunEvent): Promise<void> => {
    const sealed = sealLine({ at: new Date().toISOString(), event }, end);
    end = sealed.end;
    if (waiting !== undefined) {
      waiting.push(sealed.text);
      return last;
    }
    const lines = [sealed.text];
    waiting = lines;
    last = last.then(() => {
      waiting = undefined;
      return write(handle, lines.map((line) => `${line}\n`).join(''));
    });
    return last;
  };
  const close = async (): Promise<void> => {
    await last.catch(() => undefined);
    await handle.close();
  };
  return { append, close };
}

/** After a failure nothing more is written: the line may be torn, and a whole one behind it would hide that. */
async function write(handle: FileHandle, lines: string): Promise<void> {
  try {
    await handle.appendFile(lines);
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
