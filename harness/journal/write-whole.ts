import { open, rename } from 'node:fs/promises';

/** Writes a file whole or not at all: whoever reads it never sees a part, not even after a crash. */
export async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  const unfinished = `${file}.part`;
  const handle = await open(unfinished, 'w');
  try {
    await handle.writeFile(content);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
}
