import { join } from 'node:path';
import { checkExitCode } from '../../check/check-effect.ts';
import type { CheckGate } from '../../check/check-gate.ts';
import { type CheckView, postedView } from '../../check/check-view.ts';
import { displayPath } from '../../files/display-path.ts';
import { LOCK_FILE_NAME } from '../../lock/lock-file.ts';
import { type CheckedRun, type CheckRequest, checkNewRun, checkSavedRun, existingLock } from '../../use-cases/check.ts';
import { shardText } from '../../vocabulary/run-plan.ts';
import { many } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { engineWishOf } from '../options/engine-options.ts';
import { flag, type OptionValues, text, value, valueOr } from '../options/option.ts';
import { shardArgument } from '../options/parse-option.ts';
import { refuseOptions, SAVED_RUN } from '../options/refuse-options.ts';
import { assertCategoryHeeded, reportOption, SARIF_CATEGORY_OPTION } from '../options/report-option.ts';
import {
  BUILDER_OPTIONS,
  FLAKY_OPTION,
  GUIDE_OPTIONS,
  LOCKED_CONFIGURATION_OPTION,
  RECURSIVE_OPTION,
  searchOptions,
  TRIAL_OPTIONS,
} from '../options/run-options.ts';
import { planSearch } from '../options/search-wish.ts';
import { tell } from '../output/output.ts';
import { checkReportFiles, withDefault } from '../output/requested-reports.ts';
import { showReports, textHere } from '../output/show-reports.ts';
import { startRun } from '../session/start-run.ts';
import { today } from '../session/today.ts';
import { TOOL_VERSION } from '../session/tool-version.ts';

/** A locked run may be named beside a saved one, to see how the images differ. */
const { prior, ...GUIDES } = GUIDE_OPTIONS;

/** What a new run is asked for; a saved one has been run. */
const OF_RUNS = {
  ...RECURSIVE_OPTION,
  shard: value('--shard <i/n>', 'check only part I of N of the cases', shardArgument),
  ...TRIAL_OPTIONS,
  ...BUILDER_OPTIONS,
  // What is gained by an audit was audited when it was locked.
  ...searchOptions({ audit: 'off' }),
  ...GUIDES,
  ...LOCKED_CONFIGURATION_OPTION,
};

const OPTIONS = {
  lock: valueOr('--lock <file>', 'the lock file', (path) => path, LOCK_FILE_NAME),
  record: text('--record <run>', 'check this saved run, or merged shards, instead of a new one'),
  strict: flag(
    '--strict',
    'fail on every difference: also on needing less, a changed image, a silent loss that now fails',
  ),
  failOnReferenceChange: flag(
    '--fail-on-reference-change',
    'fail if the reference image (the one built with everything granted) changed',
  ),
  format: reportOption('how to show the check, and the file to write it to; repeatable', ['check']),
  ...SARIF_CATEGORY_OPTION,
  ...OF_RUNS,
  ...FLAKY_OPTION,
  prior,
  json: flag('--json', 'print the check as JSON and nothing else on standard output'),
};

type Options = OptionValues<typeof OPTIONS>;

/** Holds what Dockerfiles need against the lock file, which is only read. */
export const check = command({
  arguments: {
    paths: many('path', 'Dockerfiles, or directories as for discover (default: all in the lock file)'),
  },
  options: OPTIONS,
  run: async ({ paths }, options, given) => {
    if (options.record !== undefined) refuseOptions(given, OF_RUNS, SAVED_RUN);
    const reports = withDefault('text', ['check'], options);
    assertCategoryHeeded(options.sarifCategory, reports);
    await checkReportFiles(reports);
    const onDisk = await existingLock(options.lock, today());
    const checked = await checkedRun(
      { onDisk, paths, recursive: options.recursive, today: today(), priors: options.prior },
      options,
    );
    const gate = gateOf(options);
    const view: CheckView = {
      tool: { name: 'kaniko-caps', version: TOOL_VERSION },
      lockFile: displayPath(onDisk.file),
      run: checked.directory === null ? null : displayPath(checked.directory),
      ...(options.shard === undefined ? {} : { shard: shardText(options.shard) }),
      gate,
    };
    try {
      await showReports(reports, ({ format: { name, isPosted = false } }) =>
        textHere(
          name,
          'check',
          { check: checked.check, view: isPosted ? postedView(view) : view },
          { category: options.sarifCategory },
        ),
      );
    } finally {
      if (options.record === undefined) tellPlace(checked);
    }
    return checked.interrupted ? 130 : checkExitCode(checked.check.cases, gate);
  },
});

function checkedRun(request: CheckRequest, options: Options): Promise<CheckedRun> {
  if (options.record === undefined) {
    return checkNewRun(request, {
      plan: (left, locked) =>
        planSearch(left, options, options.lockedConfiguration ? { usualConfigurations: locked } : {}),
      run: (wanted) => startRun(wanted, { ...options, engine: engineWishOf(options, process.env) }),
      warn: tell,
    });
  }
  return checkSavedRun(request, options.record);
}

function gateOf({ strict, failOnReferenceChange, failOnFlaky }: Options): CheckGate {
  return { strict, failOnReferenceChange, failOnFlaky };
}

function tellPlace({ directory, interrupted }: CheckedRun): void {
  if (directory === null) return;
  const place = displayPath(directory);
  tell(
    interrupted
      ? `\nInterrupted. To finish: kaniko-caps discover --resume ${place}, then kaniko-caps check --record ${place}`
      : `\nrecord: ${join(place, 'record.json')}`,
  );
}
