import { open, rename, rm } from 'node:fs/promises';

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
    await handle.writeFile(content);
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
