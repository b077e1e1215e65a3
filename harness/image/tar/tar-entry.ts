import { textOfBytes } from '../../text/byte-text.ts';
import { countOf, shorten } from '../../text/plain-text.ts';
import { printableValue } from '../../text/printable.ts';
import { beyondBounds, IMAGE_BOUNDS } from '../bounds/image-bounds.ts';
import type { PaxRecords } from './pax-records.ts';
import type { TarHeader } from './tar-header.ts';

/** What kind of thing an entry of an archive is. */
export type TarEntryType = 'file' | 'hardlink' | 'symlink' | 'character-device' | 'block-device' | 'directory' | 'fifo';

/** What an archive says of an entry, content apart. Names are as they stand in it. */
export interface TarEntry {
  readonly type: TarEntryType;
  readonly name: string;
  readonly linkName: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly deviceMajor: number;
  readonly deviceMinor: number;
  readonly xattrs: ReadonlyMap<string, Buffer>;
  /** Size in bytes of its content; 0 for all but files. */
  readonly sizeBytes: number;
}

const TYPES: ReadonlyMap<string, TarEntryType> = new Map([
  ['0', 'file'],
  ['1', 'hardlink'],
  ['2', 'symlink'],
  ['3', 'character-device'],
  ['4', 'block-device'],
  ['5', 'directory'],
  ['6', 'fifo'],
  ['7', 'file'],
]);

/** Sparse files: GNU tar has a type for them, and a PAX form in which the entry has another name and other content than the file. */
const SPARSE_FLAG = 'S';
const SPARSE_PREFIX = 'GNU.sparse.';

/** How much of a name is told that is too long. */
const TOLD_OF_NAME = 60;

const XATTR_PREFIX = 'SCHILY.xattr.';

/**
 * The entry that a header and the records before it describe together.
 *
 * @throws Error if it is of an unknown type, a sparse file (builders write none, and what one holds may be any size), or a record is
 *   malformed; HarnessError IMAGE_BEYOND_BOUNDS if a name is longer than any path.
 */
export function tarEntry(header: TarHeader, records: PaxRecords): TarEntry {
  const name = pathText(recordValue(records, 'path') ?? header.name);
  if ([...records.keys()].some((key) => key.startsWith(SPARSE_PREFIX))) throw sparseFile(name);
  const type = typeOf(header.flag, name);
  return {
    type,
    name,
    linkName: pathText(recordValue(records, 'linkpath') ?? header.linkName),
    mode: header.mode,
    uid: numberOf(records, 'uid') ?? header.uid,
    gid: numberOf(records, 'gid') ?? header.gid,
    deviceMajor: header.deviceMajor,
    deviceMinor: header.deviceMinor,
    xattrs: xattrsOf(records),
    sizeBytes: type === 'file' ? (numberOf(records, 'size') ?? header.sizeBytes) : 0,
  };
}

function pathText(bytes: Buffer): string {
  if (bytes.length <= IMAGE_BOUNDS.path.most) return textOfBytes(bytes);
  const begin = printableValue(shorten(textOfBytes(bytes.subarray(0, TOLD_OF_NAME + 1)), TOLD_OF_NAME));
  throw beyondBounds(`the archive has a name of ${countOf(bytes.length, 'byte')} (${begin})`, 'path');
}

function sparseFile(name: string): Error {
  return new Error(`the archive has a sparse file, ${printableValue(name)}, in a form of GNU tar that is not read`);
}

function typeOf(flag: string, name: string): TarEntryType {
  if (flag === SPARSE_FLAG) throw sparseFile(name);
  const type = TYPES.get(flag);
  if (type === undefined) throw new Error(`the archive has an entry of unknown type ${JSON.stringify(flag)}`);
  // Before POSIX a directory was a file whose name ends with a slash.
  return type === 'file' && name.endsWith('/') ? 'directory' : type;
}

function xattrsOf(records: PaxRecords): Map<string, Buffer> {
  const xattrs = [...records].filter(([key]) => key.startsWith(XATTR_PREFIX));
  return new Map(xattrs.map(([key, value]) => [key.slice(XATTR_PREFIX.length), value]));
}

/** A record's value; an empty one leaves the header's in force. */
function recordValue(records: PaxRecords, key: string): Buffer | undefined {
  const value = records.get(key);
  return value === undefined || value.length === 0 ? undefined : value;
}

function numberOf(records: PaxRecords, key: string): number | undefined {
  const digits = recordValue(records, key)?.toString('latin1');
  if (digits === undefined) return undefined;
  if (/^\d{1,15}$/.test(digits)) return Number(digits);
  throw new Error(`the archive has a PAX record ${key} that is not a number`);
}
