import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import { writeWhole } from '../../files/write-whole.ts';
import type { LockFile } from '../../lock/lock-file.ts';
import { serializeLock } from '../../lock/serialize-lock.ts';
import { type LockOnDisk, lockText, readableLock } from './read-lock.ts';

/**
 * Finds out before any work whether a lock file can be written.
 *
 * @throws HarnessError
 */
export async function checkLockWritable({ file, text }: LockOnDisk): Promise<void> {
  const place = text === undefined ? dirname(file) : file;
  try {
    await access(place, constants.W_OK);
    await access(dirname(await ownFile(file)), constants.W_OK);
  } catch (cause) {
    throw new HarnessError('CANNOT_WRITE', `Cannot write ${displayPath(file)}: ${messageOf(cause)}`, {
      cause,
      hint: 'Create its directory, or give another file with --lock.',
    });
  }
}

/**
 * Writes a lock file, whole or not at all, unless it says what it said before; false if there was nothing to write.
 *
 * @throws HarnessError if somebody else wrote it meanwhile, or BAD_LOCK_FILE if nobody could read it.
 */
export async function writeLock({ file, text }: LockOnDisk, lock: LockFile): Promise<boolean> {
  const content = serializeLock(lock);
  // A checkout may have turned the line ends.
  if (content === text?.replaceAll('\r\n', '\n')) return false;
  // What the next check would refuse to read is not written.
  readableLock(content, file);
  if ((await lockText(file)) !== text) {
    throw new HarnessError(
      'LOCK_FILE_CHANGED',
      `Somebody changed ${displayPath(file)} during the run, so it was not overwritten`,
      {
        hint: 'The findings are kept: run `kaniko-caps update --record RUN` with the run named here.',
      },
    );
  }
  const own = await ownFile(file);
  const mode = (await stat(own).catch(() => undefined))?.mode;
  await writeWhole(own, content, { mode, unfinished: `${own}.${randomUUID()}.part` });
  return true;
}

/** What a link leads to: the link itself is to stay. */
function ownFile(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}
