import { join } from 'node:path';
import type { Shard } from '../corpus/shard-cases.ts';
import { HarnessError } from '../errors.ts';
import { type CheckGate, checkExitCode } from '../lock/check-effect.ts';
import { type Check, checkRecord } from '../lock/check-record.ts';
import type { CheckView } from '../lock/check-view.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { dockerfilePath } from '../report/ci/dockerfile-place.ts';
import { CHECK_FORMATS } from './check-formats.ts';
import { type CheckedPaths, checkedPaths } from './checked-paths.ts';
import { ownCases, priorsOf } from './discover-command.ts';
import { displayPath } from './display-path.ts';
import { lockedImages } from './locked-images.ts';
import { type LockedSearchOptions, searchLockedCases } from './locked-search.ts';
import { tell } from './output.ts';
import { type LockOnDisk, lockPath, readLock } from './read-lock.ts';
import { readRecord } from './read-record.ts';
import { findRequestedCases } from './requested-cases.ts';
import { checkReportFiles, collectOf, type RequestedReport, showTexts } from './requested-reports.ts';
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
  const reports = reportsOf(options);
  await checkReportFiles(reports);
  const lock = await existingLock(options.lock);
  const judged =
    options.record === undefined ? await newRun(paths, options, lock) : await savedRun(paths, options, options.record);
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

/** A run that is to be judged; null if there was none to begin. */
interface JudgedRun {
  readonly record: RunRecord | null;
  readonly directory: string | null;
  readonly interrupted: boolean;
  readonly gone: CheckedPaths['gone'];
}

async function existingLock(path: string): Promise<LockOnDisk> {
  const lock = await readLock(path);
  if (lock.text !== undefined) return lock;
  throw new HarnessError('BAD_INPUT', `There is no lock file ${displayPath(lock.file)}`, {
    hint: 'Make one with kaniko-caps update PATH, or name it with --lock.',
  });
}

async function newRun(paths: readonly string[], options: CheckOptions, lock: LockOnDisk): Promise<JudgedRun> {
  const asked = await checkedPaths(paths, lock);
  // What is gone is told once, by the first of all shards.
  const gone = (options.shard?.index ?? 1) === 1 ? asked.gone : [];
  if (asked.paths.length === 0) return { record: null, directory: null, interrupted: false, gone };
  const request = { paths: asked.paths, options };
  const cases = await findRequestedCases(request);
  const own = await ownCases(request, await priorsOf(request));
  return { ...(await searchLockedCases(lock, cases, { ...own, options })), gone };
}

/** A saved run is judged as it is. */
async function savedRun(paths: readonly string[], { shard }: CheckOptions, directory: string): Promise<JudgedRun> {
  if (paths.length > 0 || shard !== undefined) {
    const other = paths.length > 0 ? paths.join(' ') : '--shard';
    throw new HarnessError('BAD_INPUT', `--record was given together with ${other}`, {
      hint: 'A saved run is judged as it is, with all its cases. Leave the rest out.',
    });
  }
  return { record: await readRecord(directory), directory, interrupted: false, gone: [] };
}

async function checkedRun(
  { record, directory, gone }: JudgedRun,
  { file, lock }: LockOnDisk,
  { prior = [] }: CheckOptions,
): Promise<Check> {
  const pathOf = (one: CaseRecord): string => lockPath(file, dockerfilePath(one));
  const images =
    record === null || directory === null
      ? new Map()
      : await lockedImages({ lock, directory, record, pathOf, priors: prior });
  return checkRecord(lock, record, { pathOf, today: new Date().toISOString().slice(0, 10), images, gone });
}

function gateOf({ strict, failOnReferenceChange, failOnFlaky }: CheckOptions): CheckGate {
  return {
    strict: strict === true,
    failOnReferenceChange: failOnReferenceChange === true,
    failOnFlaky: failOnFlaky === true,
  };
}

/** Text on standard output, unless something else is asked for. */
function reportsOf({ format = [], json }: CheckOptions): readonly RequestedReport[] {
  const names = Object.keys(CHECK_FORMATS);
  if (json === true) return collectOf(names, 'json', format);
  return format.some(({ file }) => file === undefined) ? format : collectOf(names, 'text', format);
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
