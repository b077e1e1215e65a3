import { ByteReader } from './byte-reader.ts';
import { EntryContent } from './entry-content.ts';
import { type PaxRecords, parsePaxRecords } from './pax-records.ts';
import { type TarEntry, tarEntry } from './tar-entry.ts';
import { BLOCK_BYTES, decodeTarHeader, paddingBytes, type TarHeader, terminated } from './tar-header.ts';

/** An entry of an archive that is being read. */
export interface StreamedEntry extends TarEntry {
  /** To be read before the next entry is asked for; what is left unread is skipped. */
  readonly content: AsyncIterable<Buffer>;
}

const ZERO_BLOCK = Buffer.alloc(BLOCK_BYTES);

/** Bound on PAX records and long names, the same as in Go's archive/tar, which container engines use. */
const LONGEST_EXTENSION_BYTES = 1 << 20;

/**
 * Reads a tar archive entry by entry with constant memory. Unlike tar-stream it keeps the bytes of extended attributes and
 * of file names that are not UTF-8, and honours `uid` and `gid` of PAX records: all of them are compared.
 *
 * @throws Error if the archive is malformed or ends early.
 */
export async function* readTar(chunks: AsyncIterable<Buffer>): AsyncGenerator<StreamedEntry, void, undefined> {
  const reader = new ByteReader(chunks);
  let defaults: PaxRecords = new Map();
  let records: PaxRecords = defaults;
  for (let header = await nextHeader(reader); header !== undefined; header = await nextHeader(reader)) {
    switch (header.flag) {
      case 'g':
        defaults = new Map([...defaults, ...parsePaxRecords(await extension(reader, header))]);
        records = new Map([...defaults, ...records]);
        break;
      case 'x':
        records = new Map([...records, ...parsePaxRecords(await extension(reader, header))]);
        break;
      case 'L':
        records = new Map([...records, ['path', terminated(await extension(reader, header))]]);
        break;
      case 'K':
        records = new Map([...records, ['linkpath', terminated(await extension(reader, header))]]);
        break;
      default: {
        const entry = tarEntry(header, records);
        const content = new EntryContent(reader, entry.sizeBytes);
        yield { ...entry, content };
        await content.skip();
        records = defaults;
      }
    }
  }
  await reader.drain();
}

/** The next header; undefined at the end of the archive, which two zero blocks mark, or fewer if the stream ends there. */
async function nextHeader(reader: ByteReader): Promise<TarHeader | undefined> {
  const block = await reader.exactly(BLOCK_BYTES);
  if (block === undefined) return undefined;
  if (!block.equals(ZERO_BLOCK)) return decodeTarHeader(block);
  const second = await reader.exactly(BLOCK_BYTES);
  if (second === undefined || second.equals(ZERO_BLOCK)) return undefined;
  throw new Error('the archive continues after a zero block');
}

/** The content of an entry that only extends the next one. */
async function extension(reader: ByteReader, header: TarHeader): Promise<Buffer> {
  if (header.sizeBytes > LONGEST_EXTENSION_BYTES)
    throw new Error('the archive has an extended header that is too long');
  const padded = await reader.exactly(header.sizeBytes + paddingBytes(header.sizeBytes));
  if (padded === undefined) throw new Error('the archive ends in an extended header');
  return padded.subarray(0, header.sizeBytes);
}
