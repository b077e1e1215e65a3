import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Case } from '../corpus/case.ts';
import type { GoneCase } from '../lock/check-record.ts';
import { type LockOnDisk, lockedDockerfile } from './read-lock.ts';
import { type CaseOptions, findRequestedCases } from './requested-cases.ts';

/** What a command about a lock file is asked for. */
export interface LockedRequest {
  /** What there is to run of it, relative to the working directory; none if every Dockerfile that was asked for is gone. */
  readonly paths: readonly string[];
  readonly cases: readonly Case[];
  /** Locked cases that were asked for, and whose Dockerfile is no more. */
  readonly gone: readonly GoneCase[];
}

/**
 * What the paths mean; without one, the Dockerfiles that the lock file names, or where it names none those of the working
 * directory. What was asked for and is locked, but no more on disk, is told apart instead of being a mistake.
 *
 * @throws HarnessError BAD_INPUT naming the file, and the line or field, that cannot be read.
 */
export async function lockedRequest(
  { file, lock }: LockOnDisk,
  paths: readonly string[],
  options: CaseOptions,
): Promise<LockedRequest> {
  const locked = Object.keys(lock.cases).map((path) => ({ path, file: here(lockedDockerfile(file, path)) }));
  const inScope = locked.filter((one) => paths.length === 0 || paths.some((path) => isWithin(one.file, path)));
  const gone: GoneCase[] = [];
  for (const one of inScope) if (!(await isFile(one.file))) gone.push(one);
  const named = paths.length > 0 ? paths : locked.filter((one) => !gone.includes(one)).map((one) => one.file);
  const left: string[] = [];
  for (const path of named) {
    const isGone = gone.some((one) => isWithin(one.file, path)) && !(await exists(path));
    if (!isGone) left.push(path);
  }
  const cases = left.length === 0 && gone.length > 0 ? [] : await findRequestedCases({ paths: left, options });
  return { paths: left, cases, gone };
}

function here(path: string): string {
  return relative(process.cwd(), path);
}

function isWithin(file: string, path: string): boolean {
  const way = relative(resolve(path), resolve(file));
  return way === '' || !(way === '..' || way.startsWith('../') || resolve(way) === way);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
