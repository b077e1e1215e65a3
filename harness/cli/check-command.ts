import { join } from 'node:path';
import { type CheckGate, checkExitCode } from '../check/check-effect.ts';
import { type Check, type CheckContext, checkRecord } from '../check/check-record.ts';
import type { CheckView } from '../check/check-view.ts';
import type { Shard } from '../corpus/shard-cases.ts';
import { HarnessError } from '../errors.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { dockerfilePath } from '../report/ci/dockerfile-place.ts';
import { CHECK_FORMATS } from './check-formats.ts';
import { ownCases, priorsOf } from './discover-command.ts';
import { displayPath } from './display-path.ts';
import { lockedImages } from './locked-images.ts';
import { goneCases, isAskedFor, lockedRequest } from './locked-request.ts';
import { type LockedSearchOptions, searchLockedCases } from './locked-search.ts';
import { tell } from './output.ts';
import { type LockOnDisk, readLock, recordedPath } from './read-lock.ts';
import { readRecord } from './read-record.ts';
import { checkReportFiles, type RequestedReport, showTexts, withDefault } from './requested-reports.ts';
import { today } from './today.ts';
import { TOOL_VERSION } from './tool-version.ts';

/** The options of `check`. */
export type CheckOptions = LockedSearchOptions & {
  readonly lock: string;
  /** A saved run to judge instead of a new one. */
  readonly record?: string;
  readonly shard?: Shard;
  readonly format?: readonly RequestedReport[];
  readonly strict?: boolean;
  readonly failOnReferenceChange?: boolean;
};

/** Holds what Dockerfiles need against the lock file, which is only read; gives the exit code. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
  const reports = withDefault(Object.keys(CHECK_FORMATS), 'text', options);
  await checkReportFiles(reports);
  const lock = await existingLock(options.lock);
  const judged =
    options.record === undefined ? await newRun(paths, options, lock) : await savedRun(paths, options, lock);
  const result = await checkedRun(judged, lock, options);
  const gate = gateOf(options);
  const view: CheckView = {
    tool: { name: 'kaniko-caps', version: TOOL_VERSION },
    lockFile: displayPath(lock.file),
    run: judged.directory === null ? null : displayPath(judged.directory),
    gate,
  };
  try {
    await showTexts(reports, (format) => CHECK_FORMATS[format]?.(result, view) ?? '');
  } finally {
    if (options.record === undefined) tellPlace(judged);
  }
  return judged.interrupted ? 130 : checkExitCode(result.cases, gate);
}

/** A run that is to be judged. */
interface JudgedRun extends Pick<CheckContext, 'gone' | 'pathOf'> {
  /** Null if there was nothing to run. */
  readonly record: RunRecord | null;
  /** Where it is kept. */
  readonly directory: string | null;
  readonly interrupted: boolean;
}

async function existingLock(path: string): Promise<LockOnDisk> {
  const lock = await readLock(path);
  if (lock.text !== undefined) return lock;
  throw new HarnessError('BAD_INPUT', `There is no lock file ${displayPath(lock.file)}`, {
    hint: 'Make one with kaniko-caps update PATH, or name it with --lock.',
  });
}

async function newRun(paths: readonly string[], options: CheckOptions, lock: LockOnDisk): Promise<JudgedRun> {
  const asked = await lockedRequest(lock, paths, options);
  const { pathOf } = asked;
  // What is gone is told once, by the first of all shards.
  const gone = (options.shard?.index ?? 1) === 1 ? asked.gone : [];
  if (asked.cases.length === 0) return { record: null, directory: null, interrupted: false, gone, pathOf };
  const request = { paths: asked.paths, options };
  const own = options.shard === undefined ? request : await ownCases(request, await priorsOf(request));
  return { ...(await searchLockedCases(lock, asked.cases, { ...own, options })), gone, pathOf };
}

/** A saved run is judged as it is: nothing is run, and nothing is left out but what was not asked for. */
async function savedRun(paths: readonly string[], options: CheckOptions, lock: LockOnDisk): Promise<JudgedRun> {
  const { record: directory = '', shard, prior = [] } = options;
  if (shard !== undefined) {
    throw new HarnessError('BAD_INPUT', '--record was given together with --shard', {
      hint: 'Check each shard by itself, or merge the runs of all shards and judge the merged one with --record.',
    });
  }
  const record = await readRecord(directory);
  for (const path of prior) await readRecord(path);
  const pathOf = (one: CaseRecord): string => recordedPath(lock.file, one);
  const cases = record.cases.filter((one) => isAskedFor(dockerfilePath(one), paths));
  if (cases.length === 0 && paths.length > 0) {
    throw new HarnessError('BAD_INPUT', `${directory} has no case of ${paths.join(' ')}`, {
      hint: 'Name Dockerfiles, or directories, that the run was about, or none for all of them.',
    });
  }
  const judged = new Set(cases.map(pathOf));
  const gone = (await goneCases(lock, paths)).filter(({ path }) => !judged.has(path));
  return { record: { ...record, cases }, directory, interrupted: false, gone, pathOf };
}

async function checkedRun(
  { record, directory, gone, pathOf }: JudgedRun,
  onDisk: LockOnDisk,
  { prior = [] }: CheckOptions,
): Promise<Check> {
  const images =
    record === null || directory === null
      ? new Map()
      : await lockedImages({ onDisk, directory, record, pathOf, priors: prior });
  return checkRecord(onDisk.lock, record, { pathOf, today: today(), images, gone });
}

function gateOf({ strict, failOnReferenceChange, failOnFlaky }: CheckOptions): CheckGate {
  return {
    strict: strict === true,
    failOnReferenceChange: failOnReferenceChange === true,
    failOnFlaky: failOnFlaky === true,
  };
}

function tellPlace({ directory, interrupted }: JudgedRun): void {
  if (directory === null) return;
  const place = displayPath(directory);
  tell(
    interrupted
      ? `\ninterrupted; to go on: kaniko-caps discover --resume ${place}, then kaniko-caps check --record ${place}`
      : `\nrecord: ${join(place, 'record.json')}`,
  );
}
