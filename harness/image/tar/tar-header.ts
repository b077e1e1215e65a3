/** Tar deals in blocks of this many bytes. */
export const BLOCK_BYTES = 512;

/** How many bytes fill up the last block of `sizeBytes` of content. */
export function paddingBytes(sizeBytes: number): number {
  return (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

/** A header block as it stands, before PAX records and GNU long names change it. */
export interface TarHeader {
  /** The type flag: `0` file, `5` directory, `x` PAX records of the next entry, ... */
  readonly flag: string;
  readonly name: Buffer;
  readonly linkName: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  readonly deviceMajor: number;
  readonly deviceMinor: number;
}

const CHECKSUM = { start: 148, end: 156 };
const USTAR_MAGIC = 'ustar\0';

/**
 * Decodes a header block.
 *
 * @throws Error if its checksum or one of its numbers is wrong.
 */
export function decodeTarHeader(block: Buffer): TarHeader {
  if (checksum(block) !== number(block, CHECKSUM.start, 8)) {
    throw new Error('the archive has a header with a wrong checksum');
  }
  const isUstar = block.toString('latin1', 257, 263) === USTAR_MAGIC;
  const prefix = isUstar ? terminated(block.subarray(345, 500)) : Buffer.alloc(0);
  const name = terminated(block.subarray(0, 100));
  return {
    flag: block[156] === 0 ? '0' : block.toString('latin1', 156, 157),
    name: prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]),
    linkName: terminated(block.subarray(157, 257)),
    mode: number(block, 100, 8),
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    sizeBytes: number(block, 124, 12),
    deviceMajor: number(block, 329, 8),
    deviceMinor: number(block, 337, 8),
  };
}

/** The bytes before the first NUL. */
export function terminated(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}

/** The sum of all bytes, those of the checksum itself counted as spaces. */
function checksum(block: Buffer): number {
  let sum = 0;
  for (let index = 0; index < block.length; index++) {
    sum += index >= CHECKSUM.start && index < CHECKSUM.end ? 0x20 : (block[index] ?? 0);
  }
  return sum;
}

/** A number in octal digits or, for large ones, GNU's base 256. */
function number(block: Buffer, start: number, length: number): number {
  const field = block.subarray(start, start + length);
  if (((field[0] ?? 0) & 0x80) !== 0) return base256(field);
  const digits = terminated(field).toString('latin1').trim();
  if (!/^[0-7]*$/.test(digits)) throw new Error('the archive has a header with a malformed number');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function base256(field: Buffer): number {
  const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, (field[0] ?? 0) & 0x7f);
  if (!Number.isSafeInteger(value)) throw new Error('the archive has a header with a number out of range');
  return value;
}
