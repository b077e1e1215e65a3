import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HarnessError, messageOf } from '../errors.ts';

/**
 * Fills a directory that is new or empty, whole or not at all: whatever goes wrong on the way leaves nothing of it.
 *
 * @throws HarnessError if it cannot be made there.
 */
export async function wholeDirectory<T>(directory: string, fill: (unfinished: string) => Promise<T>): Promise<T> {
  const unfinished = await beside(directory).catch((thrown: unknown) => {
    throw unwritable(directory, thrown);
  });
  try {
    const filled = await fill(unfinished);
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
  await mkdir(unfinished);
  return unfinished;
}

function unwritable(directory: string, cause: unknown): HarnessError {
  return new HarnessError('CANNOT_WRITE', `Cannot write to ${directory}: ${messageOf(cause)}`, {
    cause,
    hint: 'Give another directory with --out.',
  });
}
