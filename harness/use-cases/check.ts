import { type Check, type CheckContext, checkRecord } from '../check/check-record.ts';
import { HarnessError } from '../errors.ts';
import { displayPath } from '../files/display-path.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { readRecord } from '../runs/read-record.ts';
import { goneCases, isAskedFor, lockedConfigurations, lockedPathOf, lockedTargets } from './locked/locked-cases.ts';
import { lockedImages } from './locked/locked-images.ts';
import { type LockOnDisk, lockPath, readLock } from './locked/read-lock.ts';
import { type LockedRunner, searchLocked } from './locked/search-locked.ts';

/** What is checked, and against what. */
export interface CheckRequest {
  readonly onDisk: LockOnDisk;
  /** The Dockerfiles that were asked for; all of the lock file without any. */
  readonly paths: readonly string[];
  /** Whether every Dockerfile at any depth is meant. */
  readonly recursive: boolean;
  /** The day, in UTC: `2027-01-31`. */
  readonly today: string;
  /** Directories that may be those of locked runs, to see how the images differ. */
  readonly priors: readonly string[];
}

/** A check, and where the run is kept that it judges. */
export interface CheckedRun {
  readonly check: Check;
  /** Null if there was nothing to run. */
  readonly directory: string | null;
  readonly interrupted: boolean;
}

/**
 * Reads a lock file that has to be there.
 *
 * @throws HarnessError
 */
export async function existingLock(path: string, today?: string): Promise<LockOnDisk> {
  const lock = await readLock(path, today);
  if (lock.text !== undefined) return lock;
  throw new HarnessError('NO_LOCK_FILE', `There is no lock file ${displayPath(lock.file)}`, {
    hint: 'Create it with `kaniko-caps update PATH`, or give its path with --lock.',
  });
}

/** Runs what is locked, and holds what it needs against the lock file. */
export async function checkNewRun(request: CheckRequest, { plan, run, warn }: LockedRunner): Promise<CheckedRun> {
  const { onDisk, today } = request;
  const targets = await lockedTargets(onDisk, request);
  if (targets.isNothing) {
    const context = { pathOf: ({ id }: CaseRecord) => id, today, images: new Map(), gone: targets.gone };
    return { check: checkRecord(onDisk.lock, null, context), directory: null, interrupted: false };
  }
  const planned = await plan(targets.paths, lockedConfigurations(onDisk, warn));
  const { shard, question } = planned.plan;
  // What is gone is told once, by the first of all shards.
  const gone = (shard?.index ?? 1) === 1 ? targets.gone : [];
  const finished = await searchLocked(onDisk, planned, run);
  return {
    ...finished,
    check: await judged(request, finished, { gone, pathOf: lockedPathOf(onDisk, question) }),
  };
}

/** Judges a saved run as it is: nothing is run, and nothing is left out but what was not asked for. */
export async function checkSavedRun(request: CheckRequest, directory: string): Promise<CheckedRun> {
  const { onDisk, paths } = request;
  const record = await readRecord(directory);
  for (const path of request.priors) await readRecord(path);
  const pathOf = (one: CaseRecord): string => lockPath(onDisk.file, one);
  const cases = record.cases.filter(({ dockerfile }) => isAskedFor(dockerfile, paths));
  if (cases.length === 0 && paths.length > 0) {
    throw new HarnessError('UNKNOWN_CASE', `${directory} has no case of ${paths.join(' ')}`, {
      hint: 'Give paths that the run covered, or none for all of them.',
    });
  }
  const found = new Set(cases.map(pathOf));
  const gone = (await goneCases(onDisk, paths)).filter(({ path }) => !found.has(path));
  const check = await judged(request, { record: { ...record, cases }, directory }, { gone, pathOf });
  return { check, directory, interrupted: false };
}

async function judged(
  { onDisk, today, priors }: CheckRequest,
  { record, directory }: { readonly record: RunRecord; readonly directory: string },
  told: Pick<CheckContext, 'gone' | 'pathOf'>,
): Promise<Check> {
  const images = await lockedImages({ onDisk, directory, record, pathOf: told.pathOf, priors });
  return checkRecord(onDisk.lock, record, { ...told, today, images });
}
