import { resolve } from 'node:path';
import { z } from 'zod';
import type { Shard } from '../corpus/shard-cases.ts';
import { beliefOf, priorOf } from '../discovery/belief.ts';
import { startOf } from '../discovery/derive-record.ts';
import { findAllMinimalSets } from '../discovery/find-all-minimal-sets.ts';
import { HarnessError } from '../errors.ts';
import { readJournal } from '../journal/journal.ts';
import { type ShardPlan, shardPlan } from '../journal/shard-plan.ts';
import { COMMITTED_CALIBRATION } from '../priors/committed-calibration.ts';
import type { KnownFindings } from '../priors/earlier-finding.ts';
import type { RunPolicy } from '../record/identity.ts';
import type { RunRecord } from '../record/record.ts';
import { countOf } from '../report/plain-text.ts';
import { answeredExitCode, isFlaky } from './answered-exit-code.ts';
import { displayPath } from './display-path.ts';
import { type ExhaustiveOptions, parseOver } from './exhaustive-options.ts';
import { exhaustiveRequest } from './exhaustive-request.ts';
import { FORMATS } from './formats.ts';
import { guessText } from './guess-text.ts';
import type { RunOptions, SearchPriorOptions } from './options.ts';
import { tell } from './output.ts';
import { readPriors } from './read-priors.ts';
import { findRequestedCases } from './requested-cases.ts';
import { checkReportFiles, type RequestedReport, showReports, withDefault } from './requested-reports.ts';
import type { RunRequest } from './run-request.ts';
import { policyOf, type SearchOptions } from './search-options.ts';
import { planShard } from './shard-plan.ts';
import { shortTimeText } from './short-time.ts';
import { type FinishedRun, startRun } from './start-run.ts';

/** The options of `discover`. */
export type DiscoverOptions = RunOptions &
  SearchOptions &
  ExhaustiveOptions &
  SearchPriorOptions & {
    /** The directory of a run to go on with. */
    readonly resume?: string;
    readonly format?: readonly RequestedReport[];
    /** The part of the cases to run. */
    readonly shard?: Shard;
  };

/** Finds and proves the minimal capability sets; gives the exit code. */
export async function discover(paths: readonly string[], options: DiscoverOptions): Promise<number> {
  parseOver(options);
  const reports = withDefault(Object.keys(FORMATS), 'table', options);
  await checkReportFiles(reports);
  const request: ResumedRequest =
    options.resume === undefined ? { paths, options } : await resumedRequest(options.resume, paths, options);
  const policy = policyOf(request.options);
  const records = await priorsOf(request);
  const own = await ownCases(request, records);
  const finished = await startRun(
    request.options.exhaustive === true ? exhaustiveRequest(own, policy, records) : searchRequest(own, policy, records),
  );
  await showResult(finished, reports);
  return exitCodeOf(finished, request.options.failOnFlaky === true);
}

/** The earlier records that guide a run, each held against its cases. */
export async function priorsOf(request: ResumedRequest): Promise<RunRecord[]> {
  const { prior = [], priorMismatch, maxTime, jobs } = request.options;
  if (prior.length === 0) return [];
  const cases = await findRequestedCases(request);
  const records = await readPriors(prior, { cases, mismatch: priorMismatch, warn: tell });
  const [first] = records;
  const warning =
    first === undefined || maxTime === undefined
      ? undefined
      : shortTimeText({ maxTimeMs: maxTime, cases, jobs }, first);
  if (warning !== undefined) tell(warning);
  return records;
}

/** The request for the cases of its shard alone, if it has one; a resumed run keeps the split that it began with. */
export async function ownCases(request: ResumedRequest, records: readonly RunRecord[]): Promise<ResumedRequest> {
  const { shard, contextLimit } = request.options;
  if (shard === undefined) return request;
  const pack = { sizeLimitBytes: contextLimit * 2 ** 20 };
  const plan = request.shardPlan ?? (await planShard(await findRequestedCases(request), shard, { records, pack }));
  if (plan.own.length === 0) {
    tell(`shard ${shard.index}/${shard.of} is empty: there are only ${countOf(plan.all.length, 'case')}`);
  }
  const select: RunRequest['select'] = (cases) => cases.filter(({ id }) => plan.own.includes(id));
  return { ...request, select, remembered: { shard: plan } };
}

/** A search that is guided by what earlier records or other findings, rules and the run itself let expect. */
export function searchRequest(
  request: ResumedRequest,
  policy: RunPolicy,
  records: readonly RunRecord[],
  known: readonly KnownFindings[] = [],
): RunRequest {
  const { options } = request;
  if (!options.priors) return { ...request, policy, strategyFor: () => findAllMinimalSets(policy) };
  const sources = { records, known, calibration: COMMITTED_CALIBRATION };
  return {
    ...request,
    policy,
    strategyFor: (prepared, run) => {
      if (options.explain === true) {
        run.tell(guessText(prepared.case.id, priorOf(prepared, { ...sources, run: run.findings() })));
      }
      return findAllMinimalSets(policy, beliefOf(prepared, { sources, run: run.findings }));
    },
  };
}

const remembered = z.object({
  workingDirectory: z.string(),
  paths: z.array(z.string()),
  options: z.custom<DiscoverOptions>((value) => typeof value === 'object' && value !== null),
  shard: shardPlan.optional(),
});

/** A request for a discovery, new or resumed. */
export type ResumedRequest = Pick<RunRequest, 'paths' | 'resumed' | 'select' | 'remembered'> & {
  readonly options: DiscoverOptions;
  /** How the run was split when it began. */
  readonly shardPlan?: ShardPlan | undefined;
};

/** What the run was begun with; only what it may spend and the way it is shown may be asked for anew. */
async function resumedRequest(
  directory: string,
  paths: readonly string[],
  options: DiscoverOptions,
): Promise<ResumedRequest> {
  if (paths.length > 0) {
    throw new HarnessError('BAD_INPUT', '--resume was given together with paths', {
      hint: 'A resumed run goes on with the cases that it began with. Leave the paths out.',
    });
  }
  const kept = resolve(directory);
  const started = startOf(await readJournal(kept));
  const before = remembered.parse(started.settings);
  const { json, maxTrials, maxTime, harden } = options;
  if (harden === true && before.options.harden !== true) throw hardenedLate(directory);
  const anew = Object.fromEntries(
    Object.entries({ json, maxTrials, maxTime }).filter(([, value]) => value !== undefined),
  );
  goTo(before.workingDirectory);
  return {
    paths: before.paths,
    options: { ...before.options, ...anew },
    shardPlan: before.shard,
    resumed: { run: started.run, directory: kept },
  };
}

function hardenedLate(directory: string): HarnessError {
  return new HarnessError('BAD_INPUT', `--harden was not asked for when the run in ${directory} was begun`, {
    hint: `Leave it out to go on, or start a run that guesses from that one: discover --harden --prior ${directory}.`,
  });
}

/** The paths of the run are relative to where it was begun. */
function goTo(workingDirectory: string): void {
  try {
    process.chdir(workingDirectory);
  } catch (cause) {
    throw new HarnessError('BAD_INPUT', `The run was begun in ${workingDirectory}, which cannot be entered`, { cause });
  }
}

async function showResult(
  { record, directory, interrupted }: FinishedRun,
  reports: readonly RequestedReport[],
): Promise<void> {
  try {
    await showReports(record, reports);
  } finally {
    const place = displayPath(directory);
    tell(interrupted ? `\nto go on: kaniko-caps discover --resume ${place}` : `\nrecord: ${place}/record.json`);
  }
}

function exitCodeOf({ record, interrupted }: FinishedRun, failOnFlaky: boolean): number {
  if (interrupted) return 130;
  if (failOnFlaky && isFlaky(record.cases)) return 4;
  return answeredExitCode(record);
}
