import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import { LOCK_SCHEMA_URL, LOCK_SCHEMA_VERSION, type LockFile } from '../../lock/lock-file.ts';
import { parseLock } from '../../lock/parse-lock.ts';
import type { CaseRecord } from '../../record/record.ts';

/** A lock file as it was read. */
export interface LockOnDisk {
  /** Absolute. */
  readonly file: string;
  readonly lock: LockFile;
  /** What was read; undefined if there is no such file yet. */
  readonly text: string | undefined;
}

/**
 * Reads a lock file; one that is not there yet holds nothing.
 *
 * @throws HarnessError if it cannot be read, or naming the line and the field that are wrong.
 */
export async function readLock(path: string): Promise<LockOnDisk> {
  const file = resolve(path);
  const text = await lockText(file);
  const lock = text === undefined ? emptyLock() : parseLock(text, displayPath(file));
  return { file, lock, text };
}

/** The text of a lock file; undefined if there is none. */
export async function lockText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new HarnessError('NO_LOCK_FILE', `Cannot read the lock file ${displayPath(file)}: ${messageOf(cause)}`, {
      cause,
      hint: 'Give the file itself with --lock.',
    });
  }
}

function emptyLock(): LockFile {
  return { $schema: LOCK_SCHEMA_URL, schemaVersion: LOCK_SCHEMA_VERSION, proofs: {}, cases: {}, exceptions: [] };
}

/** A Dockerfile as the lock file names it: relative to the directory of the lock file, with slashes. */
export function lockPath(lockFile: string, dockerfile: string): string {
  return relative(dirname(resolve(lockFile)), resolve(dockerfile))
    .split(sep)
    .join('/');
}

/** The same of a case that a record keeps; its Dockerfile is looked up from the working directory. */
export function recordedPath(lockFile: string, one: CaseRecord): string {
  return lockPath(lockFile, one.dockerfile);
}

/** Where a Dockerfile that the lock file names is. */
export function lockedDockerfile(lockFile: string, path: string): string {
  return resolve(dirname(resolve(lockFile)), path);
}
