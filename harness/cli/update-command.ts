import { stat } from 'node:fs/promises';
import type { CheckContext } from '../check/check-record.ts';
import { HarnessError } from '../errors.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { dockerfilePath } from '../report/ci/dockerfile-place.ts';
import { type LockUpdate, updateLock } from '../update/update-lock.ts';
import { updateExitCode, updateText } from '../update/update-text.ts';
import { displayPath } from './display-path.ts';
import { goneCases, isAskedFor, lockedRequest } from './locked-request.ts';
import { type LockedSearchOptions, searchLockedCases } from './locked-search.ts';
import { print, tell } from './output.ts';
import { type LockOnDisk, readLock, recordedPath } from './read-lock.ts';
import { readRecord } from './read-record.ts';
import { today } from './today.ts';
import { checkLockWritable, writeLock } from './write-lock.ts';

/** The options of `update`. */
export type UpdateOptions = LockedSearchOptions & {
  readonly lock: string;
  /** A saved record, or the directory of a run, to take the findings from. */
  readonly record?: string;
  readonly accept?: boolean;
};

/** Findings to take over. */
interface Findings {
  /** Null where there was nothing to run. */
  readonly record: RunRecord | null;
  /** Where the record is, as the user may name it; null if there is none. */
  readonly place: string | null;
  readonly context: CheckContext;
  readonly interrupted: boolean;
}

/** Takes over into the lock file what Dockerfiles need; gives the exit code. */
export async function update(paths: readonly string[], options: UpdateOptions): Promise<number> {
  const onDisk = await readLock(options.lock);
  await checkLockWritable(onDisk);
  const findings =
    options.record === undefined
      ? await searched(onDisk, paths, options)
      : await recorded(onDisk, paths, options.record);
  const result = updateLock(onDisk.lock, { ...findings, accept: options.accept === true });
  const written = await writeLock(onDisk, result.lock);
  const view = { lockFile: displayPath(onDisk.file), run: findings.place };
  print(options.json === true ? jsonOf(result, { ...view, written }) : updateText(result, view));
  if (findings.interrupted) return 130;
  return updateExitCode(result, options.failOnFlaky === true);
}

async function searched(onDisk: LockOnDisk, paths: readonly string[], options: UpdateOptions): Promise<Findings> {
  const request = await lockedRequest(onDisk, paths, options);
  const context = contextOf(request.pathOf, request.gone);
  if (request.cases.length === 0) return { record: null, place: null, context, interrupted: false };
  const { record, directory, interrupted } = await searchLockedCases(onDisk, request.cases, {
    paths: request.paths,
    options,
  });
  const place = displayPath(directory);
  const next = `to go on: kaniko-caps discover --resume ${place}, then kaniko-caps update --record ${place}`;
  tell(interrupted ? `\ninterrupted; ${next}` : `\nrecord: ${place}/record.json`);
  return { record, place, context, interrupted };
}

/** The Dockerfiles of a record are looked up from here; one that is no more cannot be locked. */
async function recorded(onDisk: LockOnDisk, paths: readonly string[], place: string): Promise<Findings> {
  const record = await readRecord(place);
  const asked = record.cases.filter((one) => isAskedFor(dockerfilePath(one), paths));
  const cases: CaseRecord[] = [];
  for (const one of asked) if (await isFile(dockerfilePath(one))) cases.push(one);
  if (cases.length === 0) throw nothingHere(place, asked);
  const lost = asked.filter((one) => !cases.includes(one)).map(dockerfilePath);
  if (lost.length > 0) tell(`left out, there is no such file here: ${lost.join(', ')}`);
  const context = contextOf((one) => recordedPath(onDisk.file, one), await goneCases(onDisk, paths));
  return { record: { ...record, cases }, place, context, interrupted: false };
}

function nothingHere(place: string, [first]: readonly CaseRecord[]): HarnessError {
  return first === undefined
    ? new HarnessError('BAD_INPUT', `${place} has no case of these paths`, {
        hint: 'Name Dockerfiles, or directories, that the run was about, or none for all of them.',
      })
    : new HarnessError('BAD_INPUT', `${place} is about ${dockerfilePath(first)}, and there is no such file here`, {
        hint: 'Change to the directory where the run was begun.',
      });
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

function contextOf(pathOf: CheckContext['pathOf'], gone: CheckContext['gone']): CheckContext {
  return { pathOf, gone, images: new Map(), today: today() };
}

function jsonOf(
  { entries, pruned, expired }: LockUpdate,
  file: { readonly lockFile: string; readonly run: string | null; readonly written: boolean },
): string {
  const told = entries.map(({ outcome, unanswered, checked: { path, changes, causes, facts } }) => ({
    path,
    outcome,
    unanswered,
    changes,
    causes: [...causes, ...facts],
  }));
  return JSON.stringify({ ...file, entries: told, exceptions: { pruned, expired } }, null, 2);
}
