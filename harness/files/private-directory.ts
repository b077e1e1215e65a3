import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';

/** The permissions of a file that only its owner may read. */
export const PRIVATE_FILE = 0o600;

/** The permissions of a directory that only its owner may enter. */
export const PRIVATE_DIRECTORY = 0o700;

/**
 * Makes a directory that only its owner may enter; those above it are made as usual. One that is there already stays as it is: whoever
 * made it decided who may enter. Gives the topmost directory that it made; undefined if all were there.
 */
export async function makePrivateDirectory(directory: string): Promise<string | undefined> {
  const above = await mkdir(dirname(directory), { recursive: true });
  try {
    await mkdir(directory, { mode: PRIVATE_DIRECTORY });
    return above ?? directory;
  } catch (thrown) {
    const isThere = (await stat(directory).catch(() => undefined))?.isDirectory() ?? false;
    if (!isThere) throw thrown;
    return undefined;
  }
}

/** Makes such a directory for some work. What was made for it goes again if the work ends and has put nothing there. */
export async function withPrivateDirectory<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const made = await makePrivateDirectory(directory);
  try {
    return await work();
  } finally {
    if (made !== undefined) await removeEmptyDirectories(directory, made);
  }
}

/** Removes a directory, and those above it up to `top`, as far as they are empty. Never rejects. */
export async function removeEmptyDirectories(directory: string, top: string): Promise<void> {
  for (let at = resolve(directory); !relative(resolve(top), at).startsWith('..'); at = dirname(at)) {
    const isRemoved = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}
