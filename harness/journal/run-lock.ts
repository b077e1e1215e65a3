import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError, messageOf, systemHint } from '../errors.ts';
import { makePrivateDirectory, PRIVATE_FILE, removeEmptyDirectories } from '../files/private-directory.ts';
import { isProcessAlive } from '../process-alive.ts';

/**
 * Takes a run's directory for this process, made for its owner alone if need be; the returned function gives it back, and removes what was
 * made for it if nothing was put there. A lock whose owner is dead is taken over.
 *
 * @throws HarnessError if a living process has it, or if it cannot be written to.
 */
export async function lockRun(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, 'lock');
  const made = await makePrivateDirectory(directory).catch((thrown: unknown) => {
    throw unwritable(directory, thrown);
  });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      await create(file);
      await removeUnfinished(directory);
      return async () => {
        // One that stays is taken over as soon as this process is dead.
        await rm(file, { force: true }).catch(() => undefined);
        if (made !== undefined) await removeEmptyDirectories(directory, made);
      };
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(directory, thrown);
      const owner = ownerOf(await readFile(file, 'utf8').catch(() => ''), file);
      if (owner !== undefined && owner !== process.pid && isProcessAlive(owner)) throw taken(directory, owner);
      await rm(file, { force: true });
    }
  }
  throw taken(directory, undefined);
}

/** Undefined where a power failure took the content. Nobody but a person writes anything else than a number. */
function ownerOf(text: string, file: string): number | undefined {
  if (/^[\0\s]*$/.test(text)) return undefined;
  const [, number] = /^([1-9]\d{0,8})\s*$/.exec(text) ?? [];
  if (number !== undefined) return Number(number);
  throw new HarnessError('DIRECTORY_IN_USE', `${file} does not contain the number of a process`, {
    hint: `If nothing uses the directory, remove it: rm ${file}`,
  });
}

/** What processes left that were killed while they made their lock. */
async function removeUnfinished(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const [, owner] = /^lock\.(\d{1,9})$/.exec(name) ?? [];
    if (owner !== undefined && !isProcessAlive(Number(owner))) await rm(join(directory, name), { force: true });
  }
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

function taken(directory: string, owner: number | undefined): HarnessError {
  return new HarnessError(
    'DIRECTORY_IN_USE',
    `${directory} is in use by ${owner === undefined ? 'another process' : `process ${owner}`}`,
    {
      hint: `Wait until it ends, or give another directory with --out. If that process is no run of kaniko-caps: rm ${join(directory, 'lock')}`,
    },
  );
}

function unwritable(directory: string, cause: unknown): HarnessError {
  return new HarnessError('CANNOT_WRITE', `Cannot write to ${directory}: ${messageOf(cause)}`, {
    cause,
    hint: `${systemHint(cause) ?? 'Make it writable.'} Or give another directory with --out.`,
  });
}
