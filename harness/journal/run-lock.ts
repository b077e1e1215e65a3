import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError, messageOf, systemHint } from '../errors.ts';
import { makePrivateDirectory, PRIVATE_FILE } from '../files/private-directory.ts';
import { isProcessAlive } from '../process-alive.ts';

/**
 * Takes a run's directory for this process, made for its owner alone if need be; the returned function gives it back. A lock whose owner is dead
 * is taken over.
 *
 * @throws HarnessError if a living process has it, or if it cannot be written to.
 */
export async function lockRun(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, 'lock');
  await makePrivateDirectory(directory).catch((thrown: unknown) => {
    throw unwritable(directory, thrown);
  });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      await create(file);
      // One that stays is taken over as soon as this process is dead.
      return () => rm(file, { force: true }).catch(() => undefined);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(directory, thrown);
      const owner = Number(await readFile(file, 'utf8').catch(() => ''));
      if (owner > 0 && owner !== process.pid && isProcessAlive(owner)) throw taken(directory, owner);
      await rm(file, { force: true });
    }
  }
  throw taken(directory, 0);
}

/** Makes the lock together with its content: nobody ever finds it without its owner's number. */
async function create(file: string): Promise<void> {
  const own = `${file}.${process.pid}`;
  await writeFile(own, `${process.pid}\n`, { mode: PRIVATE_FILE });
  try {
    await link(own, file);
  } finally {
    await rm(own, { force: true }).catch(() => undefined);
  }
}

function taken(directory: string, owner: number): HarnessError {
  return new HarnessError('DIRECTORY_IN_USE', `${directory} is in use by process ${owner}`, {
    hint: 'Wait until it ends, or give another directory with --out.',
  });
}

function unwritable(directory: string, cause: unknown): HarnessError {
  return new HarnessError('CANNOT_WRITE', `Cannot write to ${directory}: ${messageOf(cause)}`, {
    cause,
    hint: `${systemHint(cause) ?? 'Make it writable.'} Or give another directory with --out.`,
  });
}
