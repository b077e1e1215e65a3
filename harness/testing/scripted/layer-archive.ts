import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';

/** An entry of a test's archive; all but the name has a default. */
export interface ArchiveEntry {
  readonly name: string;
  readonly type?: 'file' | 'link' | 'symlink' | 'directory' | 'fifo' | 'character-device' | 'block-device';
  readonly content?: Buffer | string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly linkname?: string;
  readonly devmajor?: number;
  readonly devminor?: number;
  /** PAX records before the entry; values are bytes, as those of `SCHILY.xattr.security.capability` are. */
  readonly pax?: readonly (readonly [key: string, value: Buffer | string])[];
}

/** The two zero blocks that end an archive. */
const END = Buffer.alloc(1024);

/** The bytes of a tar archive, headers and content written by tar-stream. */
export async function layerArchive(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  return Buffer.concat([...(await Promise.all(entries.map(archived))), END]);
}

async function archived({ pax, content, ...header }: ArchiveEntry): Promise<Buffer> {
  const isFile = header.type === undefined || header.type === 'file';
  const entry = await packed(header, isFile ? Buffer.from(content ?? '') : undefined);
  if (pax === undefined) return entry;
  const records = Buffer.concat(pax.map(([key, value]) => paxRecord(key, Buffer.from(value))));
  return Buffer.concat([withFlag(await packed({ name: 'PaxHeaders/entry' }, records), 'x'), entry]);
}

async function packed(header: Partial<Header> & Pick<Header, 'name'>, content: Buffer | undefined): Promise<Buffer> {
  const archive = pack();
  // Always the same archive: a run that is gone on with later must find the same base image.
  const dated = { mtime: new Date(0), ...header };
  if (content === undefined) archive.entry(dated);
  else archive.entry({ ...dated, size: content.length }, content);
  archive.finalize();
  const bytes = await buffer(archive);
  return bytes.subarray(0, bytes.length - END.length);
}

/** `LENGTH KEY=VALUE\n`, LENGTH counting itself. */
export function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  const withLength = (length: number) => Buffer.concat([Buffer.from(String(length)), rest]);
  let length = rest.length;
  while (withLength(length).length !== length) length++;
  return withLength(length);
}

/** An archive whose first header has another type flag, and the checksum that goes with it. */
export function withFlag(archive: Buffer, flag: string): Buffer {
  const changed = Buffer.from(archive);
  changed.write(flag, 156, 'latin1');
  changed.write('        ', 148, 'latin1');
  const sum = changed.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  changed.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return changed;
}
