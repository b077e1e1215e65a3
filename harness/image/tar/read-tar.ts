import { countOf } from '../../text/plain-text.ts';
import { beyondBounds, IMAGE_BOUNDS } from '../bounds/image-bounds.ts';
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

/** What extended headers say of the entry after them. A later header of its kind takes an earlier one's place, as in Go. */
interface Extensions {
  readonly records?: PaxRecords;
  readonly path?: Buffer;
  readonly linkpath?: Buffer;
  readonly count: number;
}

const NONE: Extensions = { count: 0 };

/**
 * Reads a tar archive entry by entry with constant memory. Unlike tar-stream it keeps the bytes of extended attributes and
 * of file names that are not UTF-8, and honours `uid` and `gid` of PAX records: all of them are compared. Records for all entries
 * that follow are passed over: Go's archive/tar, and so every container engine, does the same.
 *
 * @throws Error if the archive is malformed or ends early, HarnessError IMAGE_BEYOND_BOUNDS for what is longer than is read.
 */
export async function* readTar(chunks: AsyncIterable<Buffer>): AsyncGenerator<StreamedEntry, void, undefined> {
  const reader = new ByteReader(chunks);
  let extensions = NONE;
  for (let header = await nextHeader(reader); header !== undefined; header = await nextHeader(reader)) {
    if ('gxLK'.includes(header.flag)) {
      extensions = withExtension(extensions, header.flag, await extension(reader, header));
      continue;
    }
    const entry = tarEntry(header, recordsOf(extensions));
    const content = new EntryContent(reader, entry.sizeBytes);
    yield { ...entry, content };
    await content.skip();
    extensions = NONE;
  }
  await reader.drain();
}

function withExtension(earlier: Extensions, flag: string, content: Buffer): Extensions {
  const extensions = { ...earlier, count: earlier.count + 1 };
  if (extensions.count > IMAGE_BOUNDS.extensions.most)
    throw beyondBounds(`the archive has ${extensions.count} extended headers before one entry`, 'extensions');
  switch (flag) {
    case 'x':
      return { ...extensions, records: parsePaxRecords(content) };
    case 'L':
      return { ...extensions, path: terminated(content) };
    case 'K':
      return { ...extensions, linkpath: terminated(content) };
    default:
      return extensions;
  }
}

/** Long names of GNU's form count before those of PAX records, as in Go. */
function recordsOf({ records, path, linkpath }: Extensions): PaxRecords {
  if (path === undefined && linkpath === undefined) return records ?? new Map();
  const long = Object.entries({ path, linkpath }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return new Map([...(records ?? []), ...long]);
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
  if (header.sizeBytes > IMAGE_BOUNDS.extension.most)
    throw beyondBounds(`the archive has an extended header of ${countOf(header.sizeBytes, 'byte')}`, 'extension');
  const padded = await reader.exactly(header.sizeBytes + paddingBytes(header.sizeBytes));
  if (padded === undefined) throw new Error('the archive ends in an extended header');
  return padded.subarray(0, header.sizeBytes);
}
