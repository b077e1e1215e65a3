import { textOfBytes } from '../../text/byte-text.ts';
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

const XATTR_PREFIX = 'SCHILY.xattr.';

/**
 * The entry that a header and the records before it describe together.
 *
 * @throws Error if it is of an unknown type, sparse files among them, or a record is malformed.
 */
export function tarEntry(header: TarHeader, records: PaxRecords): TarEntry {
  const name = textOfBytes(recordValue(records, 'path') ?? header.name);
  const type = typeOf(header.flag, name);
  return {
    type,
    name,
    linkName: textOfBytes(recordValue(records, 'linkpath') ?? header.linkName),
    mode: header.mode,
    uid: numberOf(records, 'uid') ?? header.uid,
    gid: numberOf(records, 'gid') ?? header.gid,
    deviceMajor: header.deviceMajor,
    deviceMinor: header.deviceMinor,
    xattrs: xattrsOf(records),
    sizeBytes: type === 'file' ? (numberOf(records, 'size') ?? header.sizeBytes) : 0,
  };
}

function typeOf(flag: string, name: string): TarEntryType {
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
