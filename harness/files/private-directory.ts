import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The permissions of a file that only its owner may read. */
export const PRIVATE_FILE = 0o600;

/** The permissions of a directory that only its owner may enter. */
export const PRIVATE_DIRECTORY = 0o700;

/**
 * Makes a directory that only its owner may enter; those above it are made as usual. One that is there already stays as it is: whoever
 * made it decided who may enter.
 */
export async function makePrivateDirectory(directory: string): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  try {
    await mkdir(directory, { mode: PRIVATE_DIRECTORY });
  } catch (thrown) {
    const isThere = (await stat(directory).catch(() => undefined))?.isDirectory() ?? false;
    if (!isThere) throw thrown;
  }
}
