import { stat } from 'node:fs/promises';
import type { CheckContext } from '../check/check-record.ts';
import { HarnessError } from '../errors.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { readRecord } from '../runs/read-record.ts';
import { type LockUpdate, updateLock } from '../update/update-lock.ts';
import { goneCases, isAskedFor, lockedConfigurations, lockedPathOf, lockedTargets } from './locked/locked-cases.ts';
import { type LockOnDisk, lockPath } from './locked/read-lock.ts';
import { type LockedRunner, searchLocked } from './locked/search-locked.ts';
import { writeLock } from './locked/write-lock.ts';

/** What is to be locked. */
export interface LockTask {
  readonly onDisk: LockOnDisk;
  /** The Dockerfiles that were asked for; those of the lock file without any. */
  readonly paths: readonly string[];
  /** Whether every Dockerfile at any depth is meant. */
  readonly recursive: boolean;
  /** The day, in UTC: `2027-01-31`. */
  readonly today: string;
  /** Whether what needs more is taken over as well. */
  readonly accept: boolean;
}

/** Findings to take over. */
export interface LockFindings {
  /** Null where there was nothing to run. */
  readonly record: RunRecord | null;
  /** Where the run is kept; null if there is none. */
  readonly directory: string | null;
  readonly context: CheckContext;
  readonly interrupted: boolean;
  /** Dockerfiles of a saved run that are not there any more, and so are left out. */
  readonly missing: readonly string[];
}

/** What became of the lock file. */
export interface UpdatedLock extends LockUpdate {
  /** Whether it says something else than before. */
  readonly written: boolean;
}

/** Runs what is to be locked. */
export async function findToLock(
  { onDisk, today, ...asked }: LockTask,
  { plan, run, warn }: LockedRunner,
): Promise<LockFindings> {
  const targets = await lockedTargets(onDisk, asked);
  if (targets.isNothing) {
    const context = contextOf(({ id }) => id, targets.gone, today);
    return { record: null, directory: null, context, interrupted: false, missing: [] };
  }
  const planned = await plan(targets.paths, lockedConfigurations(onDisk, warn));
  const finished = await searchLocked(onDisk, planned, run);
  const pathOf = lockedPathOf(onDisk, planned.plan.question);
  return { ...finished, context: contextOf(pathOf, targets.gone, today), missing: [] };
}

/**
 * Takes the findings from a saved record. Its Dockerfiles are looked up from here; one that is no more cannot be locked.
 *
 * @throws HarnessError if none of them is here.
 */
export async function recordedToLock({ onDisk, paths, today }: LockTask, directory: string): Promise<LockFindings> {
  const record = await readRecord(directory);
  const asked = record.cases.filter(({ dockerfile }) => isAskedFor(dockerfile, paths));
  const cases: CaseRecord[] = [];
  for (const one of asked) if (await isFile(one.dockerfile)) cases.push(one);
  if (cases.length === 0) throw nothingHere(directory, asked);
  const missing = asked.filter((one) => !cases.includes(one)).map(({ dockerfile }) => dockerfile);
  const pathOf = (one: CaseRecord): string => lockPath(onDisk.file, one);
  const context = contextOf(pathOf, await goneCases(onDisk, paths), today);
  return { record: { ...record, cases }, directory, context, interrupted: false, missing };
}

/** Writes the findings into the lock file. */
export async function lockFindings(
  { onDisk, accept }: LockTask,
  { record, context }: Pick<LockFindings, 'record' | 'context'>,
): Promise<UpdatedLock> {
  const result = updateLock(onDisk.lock, { record, context, accept });
  return { ...result, written: await writeLock(onDisk, result.lock) };
}

function nothingHere(place: string, [first]: readonly CaseRecord[]): HarnessError {
  return first === undefined
    ? new HarnessError('UNKNOWN_CASE', `${place} has no case of these paths`, {
        hint: 'Give paths that the run covered, or none for all of them.',
      })
    : new HarnessError('NO_SUCH_PATH', `${place} covers ${first.dockerfile}, but there is no such file here`, {
        hint: 'Change to the directory where the run was started.',
      });
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

function contextOf(pathOf: CheckContext['pathOf'], gone: CheckContext['gone'], today: string): CheckContext {
  return { pathOf, gone, images: new Map(), today };
}
