import { stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { HarnessError } from '../errors.ts';
import type { GoneCase } from '../lock/check-record.ts';
import { displayPath } from './display-path.ts';
import { type LockOnDisk, lockedDockerfile } from './read-lock.ts';

/** What is to be run for a check, and what of the lock file cannot be any more. */
export interface CheckedPaths {
  readonly paths: readonly string[];
  readonly gone: readonly GoneCase[];
}

/**
 * The Dockerfiles that a check is about: those of the paths, else all that the lock file knows. A path that is no more is left
 * to be told as a finding if the lock file knows cases there.
 *
 * @throws HarnessError BAD_INPUT if neither a path nor the lock file names any.
 */
export async function checkedPaths(paths: readonly string[], { file, lock }: LockOnDisk): Promise<CheckedPaths> {
  const locked: (GoneCase & { readonly isThere: boolean })[] = [];
  for (const path of Object.keys(lock.cases)) {
    const dockerfile = lockedDockerfile(file, path);
    locked.push({ path, file: displayPath(dockerfile), isThere: await exists(dockerfile) });
  }
  const missing = locked.filter(({ isThere }) => !isThere);
  if (paths.length === 0) {
    if (locked.length === 0) throw noCases(file);
    return { paths: locked.filter(({ isThere }) => isThere).map((one) => one.file), gone: missing.map(goneCase) };
  }
  const gone = missing.filter((one) => paths.some((path) => isWithin(one.file, path)));
  const there: string[] = [];
  for (const path of paths) {
    if ((await exists(path)) || !gone.some((one) => isWithin(one.file, path))) there.push(path);
  }
  return { paths: there, gone: gone.map(goneCase) };
}

function goneCase({ path, file }: GoneCase): GoneCase {
  return { path, file };
}

function isWithin(file: string, path: string): boolean {
  const [inner, outer] = [resolve(file), resolve(path)];
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : `${outer}${sep}`);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function noCases(file: string): HarnessError {
  return new HarnessError('BAD_INPUT', `${displayPath(file)} holds no case, and no Dockerfile was named`, {
    hint: 'Lock some: kaniko-caps update PATH.',
  });
}
