/** Tar deals in blocks of this many bytes. */
const BLOCK_BYTES = 512;

/**
 * The blocks of a PAX extended header, which say of the next entry of a tar what its own header has no room for. Values are bytes, and so a
 * name in one may be any: Go and GNU tar take it as it stands.
 */
export function paxHeader(values: Readonly<Record<string, string | Buffer>>): Buffer {
  const records = Buffer.concat(Object.entries(values).map(([key, value]) => paxRecord(key, Buffer.from(value))));
  const blocks = Buffer.alloc(BLOCK_BYTES + Math.ceil(records.length / BLOCK_BYTES) * BLOCK_BYTES);
  headerBlock(records.length).copy(blocks);
  records.copy(blocks, BLOCK_BYTES);
  return blocks;
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts the whole record. */
function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length > length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/** The fields of POSIX' ustar; what is left out is zero. */
function headerBlock(sizeBytes: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, start: number, digits: number): void => {
    block.write(`${value.toString(8).padStart(digits, '0')}\0`, start, 'latin1');
  };
  block.write('PaxHeader', 0, 'latin1');
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(sizeBytes, 124, 11);
  octal(0, 136, 11);
  block.write('        x', 148, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  // The checksum counts itself as spaces.
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
