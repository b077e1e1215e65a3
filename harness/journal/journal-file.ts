import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { HarnessError, isOutOfFiles, messageOf, systemFault } from '../errors.ts';
import { readRegularFile } from '../files/read-regular-file.ts';
import type { JournalEntry } from '../vocabulary/run-event.ts';
import { findChainFaults, isChained } from './chain-faults.ts';
import { faultText } from './fault-text.ts';
import { type LineReading, readLine } from './line.ts';

/** The journal in a run's directory. */
export const JOURNAL_FILE = 'journal.jsonl';

/** A finished run may be kept with its journal compressed by gzip, a fifteenth of the size. */
export const JOURNAL_ARCHIVE = 'journal.jsonl.gz';

/** No archive unpacks to more: a few kilobytes can be made to fill any memory. */
const MOST_UNPACKED_BYTES = 2 ** 30;

/** The whole lines of a journal. */
export interface JournalLines {
  /** Where they are. */
  readonly file: string;
  readonly readings: readonly LineReading[];
  /** How many bytes they take. */
  readonly wholeBytes: number;
  /** Whether a line that a crash cut short stands behind them. */
  readonly isTorn: boolean;
  /** SHA-256 of the bytes of the whole lines, unpacked, in hexadecimal digits. Computed when it is asked for. */
  sha256(): string;
}

/**
 * Reads the lines of the journal in a directory, archived or not, or the first of them; none where there is no journal.
 *
 * @throws HarnessError if it cannot be read, or if there are two.
 */
export async function readJournalLines(directory: string, most?: number): Promise<JournalLines> {
  return linesOf(await unreadJournal(directory), most);
}

/** A journal without a look at what its lines say. */
export interface UnreadJournal {
  /** Where it is. */
  readonly file: string;
  /** Unpacked; none where there is no journal. */
  readonly bytes: Buffer;
}

/** SHA-256 of the whole lines of a journal. Where a crash spoilt the last line it is another one than that of its `JournalLines`. */
export function unreadSha256({ bytes }: UnreadJournal): string {
  return sha256Of(bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1));
}

/**
 * The journal in a directory, archived or not. Of two, nobody could say which one a record follows from.
 *
 * @throws HarnessError if it cannot be read, or if there are two.
 */
export async function unreadJournal(directory: string): Promise<UnreadJournal> {
  const [file, archive] = [join(directory, JOURNAL_FILE), join(directory, JOURNAL_ARCHIVE)];
  const [live, packed] = [await bytesOf(file), await bytesOf(archive)];
  if (packed.length === 0) return { file, bytes: live };
  if (live.length === 0) return { file: archive, bytes: unpacked(packed, archive) };
  throw new HarnessError('RUN_DAMAGED', `There are two journals: ${file} and ${JOURNAL_ARCHIVE} beside it`, {
    hint: 'Keep one. If you unpacked the archive, remove the archive.',
  });
}

/** The same of the journal that is not archived. */
export async function readLiveLines(directory: string, most?: number): Promise<JournalLines> {
  const file = join(directory, JOURNAL_FILE);
  return linesOf({ file, bytes: await bytesOf(file) }, most);
}

/**
 * The entries of a journal.
 *
 * @throws HarnessError naming the first line that is not what was written, or that this version cannot understand.
 */
export function entriesIn({ file, readings }: Pick<JournalLines, 'file' | 'readings'>): JournalEntry[] {
  if (!isChained(readings)) {
    const [first, ...others] = findChainFaults(readings).map(faultText);
    const more = others.length === 0 ? '' : ` (and ${others.length} more: see verify-record)`;
    throw damaged(`${file}, ${first}${more}`);
  }
  return readings.map((reading, index) => {
    if (typeof reading.entry !== 'string') return reading.entry;
    throw damaged(`${file}, line ${index + 1}: this version cannot read it: ${reading.entry}`);
  });
}

function damaged(message: string): HarnessError {
  return new HarnessError('RUN_DAMAGED', message, {
    hint: 'The journal is not as this version of kaniko-caps wrote it. Restore the file, or start a new run.',
  });
}

function unpacked(packed: Buffer, file: string): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: MOST_UNPACKED_BYTES });
  } catch (thrown) {
    throw new HarnessError('RUN_DAMAGED', `Cannot unpack ${file}: ${messageOf(thrown)}`, {
      cause: thrown,
      hint: 'Restore the file, or start a new run.',
    });
  }
}

/** The bytes of a file; none if it does not exist. */
async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readRegularFile(file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    // The file may be as whole as ever.
    if (isOutOfFiles(thrown)) throw systemFault(thrown);
    throw new HarnessError('RUN_DAMAGED', `Cannot read ${file}: ${messageOf(thrown)}`, {
      cause: thrown,
      hint: 'Make it readable, or give another directory.',
    });
  }
}

/**
 * The lines of a journal. A crash may leave the last line without its end, or whole in length but not in content. Only such a line
 * is left out: one that still is JSON was changed by somebody.
 */
export function linesOf({ file, bytes }: UnreadJournal, most = Number.POSITIVE_INFINITY): JournalLines {
  const end = bytes.lastIndexOf(0x0a) + 1;
  const readings: LineReading[] = [];
  for (let offset = 0; offset < end && readings.length < most; ) {
    const next = bytes.indexOf(0x0a, offset) + 1;
    const reading = readLine(bytes.toString('utf8', offset, next - 1));
    if (reading.kind === 'unreadable' && next === bytes.length) {
      return { file, readings, wholeBytes: offset, isTorn: true, sha256: () => sha256Of(bytes.subarray(0, offset)) };
    }
    readings.push(reading);
    offset = next;
  }
  return {
    file,
    readings,
    wholeBytes: end,
    isTorn: end < bytes.length,
    sha256: () => sha256Of(bytes.subarray(0, end)),
  };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
