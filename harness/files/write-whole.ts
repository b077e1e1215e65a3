import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How a file is written, where not as a new one that nobody else writes. */
export interface WholeWriting {
  /** Its permissions. @default those of a new file */
  readonly mode?: number | undefined;
  /** Where it is written before it is moved to its place; a name of its own where two may write the file at once. */
  readonly unfinished?: string;
}

/** A link of that name is not followed: whoever made a directory may have put one there that leads elsewhere. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0);

/** Writes a file whole or not at all: whoever reads it never sees a part, not even after a crash. */
export async function writeWhole(
  file: string,
  content: string | Buffer | Iterable<string>,
  { mode, unfinished = `${file}.part` }: WholeWriting = {},
): Promise<void> {
  const permissions = mode === undefined ? undefined : mode & 0o7777;
  const handle = await open(unfinished, NEW_FILE, permissions);
  try {
    try {
      // Before the content: one that a crash left may have other permissions.
      if (permissions !== undefined) await handle.chmod(permissions);
      if (Buffer.isBuffer(content)) await writeFile(handle, content);
      else await writeTexts(handle, typeof content === 'string' ? [content] : content);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
    await syncDirectory(dirname(file));
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw thrown;
  }
}

/** Has the names in a directory on disk, so that what was written or moved there is found after a power failure. */
export async function syncDirectory(directory: string): Promise<void> {
  // Some systems cannot open a directory, or cannot sync one: there is nothing more to be done there.
  const handle = await open(directory, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** How much of a text is encoded at once, and how large that can become. */
const PIECE_LENGTH = 2 ** 20;
const PIECE_BYTES = 3 * (PIECE_LENGTH + 1);

/** Encodes a piece after the other into the same memory: a large record leaves little room for a second copy of it. */
async function writeTexts(handle: FileHandle, texts: Iterable<string>): Promise<void> {
  const encoded = Buffer.allocUnsafe(PIECE_BYTES);
  for (const text of texts) {
    for (const piece of piecesOf(text)) await writeFile(handle, encoded.subarray(0, encoded.write(piece)));
  }
}

/** A text in pieces of which none ends within a character. */
function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const isCut = (text.codePointAt(start + PIECE_LENGTH - 1) ?? 0) > 0xffff;
    const end = start + PIECE_LENGTH + (isCut ? 1 : 0);
    yield text.slice(start, end);
    start = end;
  }
}
