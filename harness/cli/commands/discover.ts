import { EMPTY_SET } from '../../capabilities/capability-set.ts';
import { parseSet } from '../../capabilities/parse-set.ts';
import { HarnessError } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import { withPathsFrom } from '../../runs/paths-from.ts';
import { countOf } from '../../text/plain-text.ts';
import { answeredExitCode, hasInvalid, isFlaky } from '../../use-cases/answered-exit-code.ts';
import { type PlannedRun, planRun } from '../../use-cases/planning/plan-run.ts';
import { type ResumedRun, resumedPlan } from '../../use-cases/planning/resumed-plan.ts';
import type { FinishedRun } from '../../use-cases/run-order.ts';
import type { RunTask } from '../../vocabulary/run-plan.ts';
import { many } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { engineWishOf } from '../options/engine-options.ts';
import { flag, type OptionValues, text, value } from '../options/option.ts';
import { shardArgument } from '../options/parse-option.ts';
import { assertCategoryHeeded, reportOption, SARIF_CATEGORY_OPTION } from '../options/report-option.ts';
import {
  BUILDER_OPTIONS,
  FLAKY_OPTION,
  GUIDE_OPTIONS,
  JSON_OPTION,
  RECURSIVE_OPTION,
  searchOptions,
  TRIAL_OPTIONS,
} from '../options/run-options.ts';
import { builderRequestOf, searchPolicy, wishOf } from '../options/run-wish.ts';
import { USUAL_VARIATIONS, varyOption } from '../options/vary-option.ts';
import { tell } from '../output/output.ts';
import { checkReportFiles, type RequestedReport, withDefault } from '../output/requested-reports.ts';
import { assertImageToMatch, OF_A_RECORD, showRecord } from '../output/show-record.ts';
import { startRun } from '../session/start-run.ts';

const OPTIONS = {
  ...RECURSIVE_OPTION,
  ...TRIAL_OPTIONS,
  ...JSON_OPTION,
  ...BUILDER_OPTIONS,
  ...searchOptions(),
  ...FLAKY_OPTION,
  ...GUIDE_OPTIONS,
  format: reportOption(
    'a report to write as well as the table, or, without a file, instead of it; repeatable',
    OF_A_RECORD,
  ),
  ...SARIF_CATEGORY_OPTION,
  resume: text(
    '--resume <directory>',
    'resume the run in this directory; --max-trials and --max-time may be given again',
  ),
  vary: varyOption(
    'also try up to four minimal sets of each case under other configurations; where one fails, search what it takes',
    USUAL_VARIATIONS,
  ),
  exhaustive: flag(
    '--exhaustive',
    'decide every subset of the capabilities in play instead of searching: at most 2^n trials',
  ),
  over: text('--over <list>', 'with --exhaustive: really try every subset of these, with and without all others'),
  shard: value('--shard <i/n>', 'run only part I of N of the cases; merge joins the parts', shardArgument),
  yes: flag('--yes', 'with --exhaustive: start without asking'),
};

type Options = OptionValues<typeof OPTIONS>;

/** Finds and proves the minimal capability sets. */
export const discover = command({
  arguments: {
    paths: many('path', 'Dockerfiles, directories with one, or directories of such directories (default: .)'),
  },
  options: OPTIONS,
  run: async ({ paths }, options) => {
    const task = taskOf(options);
    const reports = withDefault('table', OF_A_RECORD, options);
    assertCategoryHeeded(options.sarifCategory, reports);
    await checkReportFiles(reports);
    const resumed = await resumedRun(paths, options);
    const planned = resumed ?? (await plannedRun(paths, task, options));
    assertImageToMatch(reports, planned.plan.conduct.builder);
    tellEmptyShard(planned);
    const finished = await startRun(planned, {
      ...options,
      resumed,
      engine: engineWishOf(
        options,
        process.env,
        resumed && { kind: resumed.engine, choice: resumed.plan.conduct.engine },
      ),
    });
    await showResult(finished, reports, { begunIn: planned.plan.begunIn, category: options.sarifCategory });
    return exitCodeOf(finished, options.failOnFlaky);
  },
});

function plannedRun(paths: readonly string[], task: RunTask, options: Options): Promise<PlannedRun> {
  const varied = { vary: options.vary ?? USUAL_VARIATIONS };
  const searching = searchPolicy(options, varied);
  // Where every set is tried nothing is concluded from other sets, so there is nothing to audit.
  const policy = task.kind === 'search' ? searching : { ...searching, audit: null };
  const wish = wishOf(options, {
    paths,
    task,
    policy,
    builder: builderRequestOf(options, process.env),
    guesses: { enabled: options.priors, records: options.prior, mismatch: options.priorMismatch },
    shard: options.shard,
  });
  return planRun(wish, tell);
}

/** What the run was begun with; undefined for a new one. */
async function resumedRun(paths: readonly string[], options: Options): Promise<ResumedRun | undefined> {
  if (options.resume === undefined) return undefined;
  if (paths.length > 0 || options.recursive) {
    const what = paths.length > 0 ? 'paths' : '--recursive';
    throw new HarnessError('OPTIONS_CONFLICT', `--resume was given together with ${what}`, {
      hint: `A resumed run keeps its cases. Leave ${what} out.`,
    });
  }
  const { maxTrials, maxTime: maxTimeMs, vary: variations } = options;
  const resumed = await resumedPlan(options.resume, { maxTrials, maxTimeMs, variations }, tell);
  assertSamePods(resumed, options);
  // Their values were not kept, so they may be given again.
  return { ...resumed, givenArguments: Object.fromEntries(options.buildArg) };
}

/** @throws HarnessError if pods are to be shared otherwise than before. */
function assertSamePods({ plan, directory }: ResumedRun, { trialsPerPod }: Options): void {
  const before = plan.conduct.trialsPerPod;
  if (trialsPerPod === undefined || trialsPerPod === before) return;
  const pods = before === 1 ? 'a pod for each trial' : `--trials-per-pod ${before}`;
  throw new HarnessError('OPTIONS_CONFLICT', `The run in ${displayPath(directory)} was started with ${pods}`, {
    hint: 'Leave --trials-per-pod out, or start a new run.',
  });
}

/**
 * Which sets are to be tried.
 *
 * @throws HarnessError for an unknown name, or if nothing is to be exhaustive.
 */
export function taskOf({ exhaustive, over }: Pick<Options, 'exhaustive' | 'over'>): RunTask {
  if (!exhaustive && over !== undefined) {
    throw new HarnessError('OPTIONS_CONFLICT', '--over was given without --exhaustive', {
      hint: 'Add --exhaustive to try every subset of these capabilities, or leave --over out to search.',
    });
  }
  if (!exhaustive) return { kind: 'search' };
  if (over === undefined) return { kind: 'every-set', over: null };
  const named = parseSet(over);
  if (named !== EMPTY_SET) return { kind: 'every-set', over: named };
  throw new HarnessError('BAD_OPTION', '--over names no capability', { hint: 'Give some: --over CHOWN,FOWNER.' });
}

function tellEmptyShard({ plan: { shard } }: PlannedRun): void {
  if (shard === null || shard.own.length > 0) return;
  tell(`Shard ${shard.index}/${shard.of} is empty: there is only ${countOf(shard.all.length, 'case')}.`);
}

async function showResult(
  { record, directory, interrupted }: FinishedRun,
  reports: readonly RequestedReport[],
  { begunIn, category }: { readonly begunIn: string; readonly category: string | undefined },
): Promise<void> {
  try {
    await showRecord(record, reports, { seen: withPathsFrom(record, begunIn, process.cwd()), category });
  } finally {
    const place = displayPath(directory);
    tell(
      interrupted
        ? `\nInterrupted. To resume: kaniko-caps discover --resume ${place}`
        : `\nrecord: ${place}/record.json`,
    );
  }
}

function exitCodeOf({ record, interrupted }: FinishedRun, failOnFlaky: boolean): number {
  if (interrupted) return 130;
  if (failOnFlaky && isFlaky(record.cases) && !hasInvalid(record.cases)) return 4;
  return answeredExitCode(record);
}
