/** What a layer of the benchmark holds, written as its archive streams by, so that none is ever in memory. */
export interface HostileLayer {
  /** What it is, as the table says. */
  readonly name: string;
  readonly archive: () => Iterable<Buffer>;
  /** What the bounds make of it. */
  readonly isRead: boolean;
}

const BLOCK = 512;
const GIB = 2 ** 30;

/** How many blocks are written at once. */
const BATCH = 512;

/** The layers that are measured; `scale` is 1 for the full ones. */
export function hostileLayers(scale: number): HostileLayer[] {
  const many = (count: number): number => Math.ceil(count * scale);
  return [
    { name: 'a large image: 200,000 files', isRead: true, archive: () => files(many(200_000), fileName) },
    { name: '500,000 files, the most that is read', isRead: true, archive: () => files(many(500_000), fileName) },
    { name: '1,000,000 files', isRead: scale < 1, archive: () => files(many(1_000_000), fileName) },
    { name: '15,000 names of 4 KB', isRead: true, archive: () => files(many(15_000), longName) },
    { name: '100,000 names of 4 KB', isRead: scale < 1, archive: () => files(many(100_000), longName) },
    { name: '900 files with attributes of 64 KB', isRead: true, archive: () => attributed(many(900), 65_000) },
    { name: '10,000 files with attributes of 1 MB', isRead: false, archive: () => attributed(10_000, 1_000_000) },
    { name: '300,000 hard links, each to the one before', isRead: true, archive: () => chain(many(300_000)) },
    { name: '400,000 hard links to one file', isRead: true, archive: () => star(many(400_000)) },
    { name: 'a file of 10 GiB of zeros', isRead: true, archive: () => zeros(many(10 * GIB)) },
    { name: '100 GiB behind the end of the archive', isRead: scale < 1, archive: () => tail(many(100 * GIB)) },
  ];
}

function fileName(index: number): string {
  return `usr/lib/node_modules/package-${index % 1_000}/lib/dist/file-${index}.js`;
}

function longName(index: number): string {
  return `${`${'n'.repeat(100)}/`.repeat(40)}${index}`.slice(-4_095);
}

function* files(count: number, nameOf: (index: number) => string): Generator<Buffer> {
  yield* inBatches(count, (index) => {
    const content = Buffer.alloc(BLOCK, `content ${index} `);
    return Buffer.concat([named(nameOf(index), { flag: '0', sizeBytes: BLOCK }), content]);
  });
}

function* attributed(count: number, sizeBytes: number): Generator<Buffer> {
  const value = Buffer.alloc(sizeBytes, 'v');
  for (let index = 0; index < count; index++)
    yield Buffer.concat([records([['SCHILY.xattr.user.a', value]]), header(`f${index}`, { flag: '0' })]);
  yield Buffer.alloc(2 * BLOCK);
}

function* chain(count: number): Generator<Buffer> {
  yield header('l0', { flag: '0' });
  yield* inBatches(count, (index) => header(`l${index + 1}`, { flag: '1', link: `l${index}` }));
}

function* star(count: number): Generator<Buffer> {
  yield header('file', { flag: '0' });
  yield* inBatches(count, (index) => header(`l${index}`, { flag: '1', link: 'file' }));
}

function* zeros(sizeBytes: number): Generator<Buffer> {
  yield header('zeros', { flag: '0', sizeBytes });
  yield* tail(Math.ceil(sizeBytes / BLOCK) * BLOCK);
}

/** Zeros, after as many as end an archive. */
function* tail(sizeBytes: number): Generator<Buffer> {
  const portion = Buffer.alloc(2 ** 20);
  yield portion.subarray(0, 2 * BLOCK);
  for (let left = sizeBytes; left > 0; left -= portion.length)
    yield portion.subarray(0, Math.min(left, portion.length));
}

function* inBatches(count: number, entryOf: (index: number) => Buffer): Generator<Buffer> {
  for (let start = 0; start < count; start += BATCH) {
    const length = Math.min(BATCH, count - start);
    yield Buffer.concat(Array.from({ length }, (_, index) => entryOf(start + index)));
  }
  yield Buffer.alloc(2 * BLOCK);
}

interface HeaderFields {
  readonly flag: string;
  readonly sizeBytes?: number;
  readonly link?: string;
}

/** A header, with one before it for a name that is longer than a header takes. */
function named(name: string, fields: HeaderFields): Buffer {
  if (name.length <= 100) return header(name, fields);
  return Buffer.concat([records([['path', Buffer.from(name)]]), header('long', fields)]);
}

function records(pairs: readonly (readonly [key: string, value: Buffer])[]): Buffer {
  const content = Buffer.concat(pairs.map(([key, value]) => record(key, value)));
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return Buffer.concat([header('PaxHeaders/entry', { flag: 'x', sizeBytes: content.length }), content, padding]);
}

/** `LENGTH KEY=VALUE\n`, LENGTH counting itself. */
function record(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  const digits = [1, 2, 3, 4, 5, 6, 7].find((count) => `${rest.length + count}`.length === count) ?? 7;
  return Buffer.concat([Buffer.from(`${rest.length + digits}`), rest]);
}

function header(name: string, { flag, sizeBytes = 0, link = '' }: HeaderFields): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;
  block.write(name, 0, 100, 'latin1');
  for (const [value, start, length] of [
    [0o644, 100, 8],
    [0, 108, 8],
    [0, 116, 8],
  ] as const)
    block.write(octal(value, length), start);
  // GNU's base 256 for what eleven octal digits do not hold.
  if (sizeBytes >= 8 ** 11) block.writeBigUInt64BE(BigInt(sizeBytes), 128);
  if (sizeBytes >= 8 ** 11) block.writeUInt8(0x80, 124);
  else block.write(octal(sizeBytes, 12), 124);
  block.write(`${octal(0, 12)}        ${flag}`, 136);
  block.write(link, 157, 100, 'latin1');
  block.write('ustar\x0000', 257);
  block.write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  return block;
}
