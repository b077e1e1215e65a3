import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HarnessError, messageOf } from '../errors.ts';
import { PRIVATE_DIRECTORY } from './private-directory.ts';

/**
 * Fills a directory that is new or empty, whole or not at all. A new one is for its owner alone: whatever goes wrong on the way leaves nothing of it.
 *
 * @throws HarnessError if it cannot be made there.
 */
export async function wholeDirectory<T>(directory: string, fill: (unfinished: string) => Promise<T>): Promise<T> {
  const unfinished = await beside(directory).catch((thrown: unknown) => {
    throw unwritable(directory, thrown);
  });
  try {
    const filled = await fill(unfinished);
    await likeThePresent(directory, unfinished);
    await rename(unfinished, directory).catch((thrown: unknown) => {
      throw unwritable(directory, thrown);
    });
    return filled;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** A directory on the same file system, so that renaming it is one step. */
async function beside(directory: string): Promise<string> {
  await mkdir(dirname(directory), { recursive: true });
  const unfinished = join(dirname(directory), `.${basename(directory)}-${randomUUID()}`);
  await mkdir(unfinished, { mode: PRIVATE_DIRECTORY });
  return unfinished;
}

/** Who may enter an empty directory that is there is for its owner to say. */
async function likeThePresent(directory: string, unfinished: string): Promise<void> {
  const present = await stat(directory).catch(() => undefined);
  if (present?.isDirectory()) await chmod(unfinished, present.mode & 0o7777);
}

function unwritable(directory: string, cause: unknown): HarnessError {
  return new HarnessError('CANNOT_WRITE', `Cannot write to ${directory}: ${messageOf(cause)}`, {
    cause,
    hint: 'Give another directory with --out.',
  });
}
