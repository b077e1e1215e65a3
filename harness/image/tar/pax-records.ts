/** The records of a PAX extended header. Values are bytes: those of extended attributes are binary. */
export type PaxRecords = ReadonlyMap<string, Buffer>;

const SPACE = 0x20;
const EQUALS = 0x3d;
const NEWLINE = 0x0a;

/**
 * Parses `LENGTH KEY=VALUE\n` records, where LENGTH counts the whole record.
 *
 * @throws Error if they are malformed.
 */
export function parsePaxRecords(bytes: Buffer): PaxRecords {
  const records = new Map<string, Buffer>();
  for (let start = 0; start < bytes.length; ) {
    const space = bytes.indexOf(SPACE, start);
    const digits = bytes.toString('latin1', start, space === -1 ? start : space);
    const end = start + (/^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : Number.POSITIVE_INFINITY);
    const equals = bytes.indexOf(EQUALS, space);
    if (end > bytes.length || equals <= space || equals >= end || bytes[end - 1] !== NEWLINE) {
      throw new Error('the archive has a malformed PAX record');
    }
    records.set(bytes.toString('utf8', space + 1, equals), bytes.subarray(equals + 1, end - 1));
    start = end;
  }
  return records;
}
