import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { systemErrorCode } from '../../errors.ts';

/** What came of reading a file: its content, or why it cannot be used, in words that go on after `FILE: `. */
export type SmallFile =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'unusable'; readonly why: string };

/**
 * Reads a file of at most `limitBytes`, links followed. A pipe or a device is not even opened, because a read of one may never end
 * and an open may already wait.
 */
export async function readSmallFile(path: string, limitBytes: number): Promise<SmallFile> {
  try {
    if (!(await stat(path)).isFile()) return unusable('it is not a regular file');
    // Something else may be there by now, so that the open must not wait either.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) return unusable('it is not a regular file');
      const bytes = await firstBytes(file, limitBytes + 1);
      return bytes.length > limitBytes
        ? unusable(`it is longer than ${limitBytes / 1024} KiB`)
        : { kind: 'read', bytes };
    } finally {
      await file.close();
    }
  } catch (error) {
    return unusable(systemErrorCode(error) ?? 'unknown error');
  }
}

function unusable(why: string): SmallFile {
  return { kind: 'unusable', why };
}

/** What a file says of its size may be wrong: files of /proc have none. */
async function firstBytes(file: FileHandle, limitBytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(limitBytes);
  let length = 0;
  while (length < limitBytes) {
    const { bytesRead } = await file.read(buffer, length, limitBytes - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
