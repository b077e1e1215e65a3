import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import { entryName, pathOfEntry } from '../../lock/entry-name.ts';
import { LOCK_SCHEMA_URL, LOCK_SCHEMA_VERSION, type LockFile } from '../../lock/lock-file.ts';
import { parseLock } from '../../lock/parse-lock.ts';
import { fieldText } from '../../text/read-json.ts';
import type { Case } from '../../vocabulary/case.ts';

/** A lock file as it was read. */
export interface LockOnDisk {
  /** Absolute. */
  readonly file: string;
  readonly lock: LockFile;
  /** What was read; undefined if there is no such file yet. */
  readonly text: string | undefined;
}

/** A case of a plan or a record; a relative path is looked up from the working directory. */
type LockedSubject = Pick<Case, 'dockerfile' | 'configuration'>;

/**
 * Reads a lock file; one that is not there yet holds nothing. The terms of exceptions are judged by the day, where one is given.
 *
 * @throws HarnessError if it cannot be read, or naming the line and the field that are wrong.
 */
export async function readLock(path: string, today?: string): Promise<LockOnDisk> {
  const file = resolve(path);
  const text = await lockText(file);
  const lock = text === undefined ? emptyLock() : readableLock(text, file, today);
  return { file, lock, text };
}

/**
 * The lock file that this text is for whoever reads it next.
 *
 * @throws HarnessError BAD_LOCK_FILE naming the line and the field that are wrong.
 */
export function readableLock(text: string, file: string, today?: string): LockFile {
  const lock = parseLock(text, displayPath(file), today);
  for (const name of Object.keys(lock.cases)) {
    const dockerfile = lockedDockerfile(file, name);
    if (isBelow(dockerfile, dirname(file)) || isBelow(dockerfile, process.cwd())) continue;
    const message = `${displayPath(file)}: ${fieldText(['cases', name])} is neither below the lock file nor below the working directory`;
    throw new HarnessError('BAD_LOCK_FILE', message, {
      hint: 'Run it in a directory that holds the Dockerfile, such as the root of the repository, or correct the path.',
    });
  }
  return lock;
}

function isBelow(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
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

/** A case as the lock file names it: its Dockerfile relative to the directory of the lock file, with slashes, and its cache. */
export function lockPath(lockFile: string, { dockerfile, configuration }: LockedSubject): string {
  const path = relative(dirname(resolve(lockFile)), resolve(dockerfile));
  return entryName(path.split(sep).join('/'), configuration);
}

/** Where the Dockerfile of an entry of the lock file is. */
export function lockedDockerfile(lockFile: string, name: string): string {
  return resolve(dirname(resolve(lockFile)), pathOfEntry(name));
}
