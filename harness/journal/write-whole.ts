import { open, rename, rm, writeFile } from 'node:fs/promises';

/** How much of a text is encoded at once. */
const PIECE_LENGTH = 2 ** 20;

/** Writes a file whole or not at all: whoever reads it never sees a part, not even after a crash. */
export async function writeWhole(
  file: string,
  content: string | Buffer,
  /** The permissions of the file, where they are to be others than those of a new one. */
  { mode }: { readonly mode?: number } = {},
): Promise<void> {
  const unfinished = `${file}.part`;
  const handle = await open(unfinished, 'w');
  try {
    await writeFile(handle, typeof content === 'string' ? piecesOf(content) : content);
    if (mode !== undefined) await handle.chmod(mode & 0o7777);
    await handle.datasync();
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw thrown;
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
}

/** A text in pieces, so that a large one is not in memory twice; none of them ends within a character. */
function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const isCut = (text.codePointAt(start + PIECE_LENGTH - 1) ?? 0) > 0xffff;
    const end = start + PIECE_LENGTH + (isCut ? 1 : 0);
    yield text.slice(start, end);
    start = end;
  }
}
