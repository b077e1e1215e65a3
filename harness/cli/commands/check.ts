import { join } from 'node:path';
import { checkExitCode } from '../../check/check-effect.ts';
import type { CheckGate } from '../../check/check-gate.ts';
import type { CheckView } from '../../check/check-view.ts';
import { HarnessError } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import { LOCK_FILE_NAME } from '../../lock/lock-file.ts';
import { type CheckedRun, type CheckRequest, checkNewRun, checkSavedRun, existingLock } from '../../use-cases/check.ts';
import { many } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { flag, type OptionValues, text, value, valueOr } from '../options/option.ts';
import { shardArgument } from '../options/parse-option.ts';
import { checkReportOption } from '../options/report-option.ts';
import { BUILDER_OPTIONS, GUIDE_OPTIONS, searchOptions, TRIAL_OPTIONS } from '../options/run-options.ts';
import { planSearch } from '../options/search-wish.ts';
import { CHECK_FORMATS } from '../output/check-formats.ts';
import { tell } from '../output/output.ts';
import { checkReportFiles, showTexts, withDefault } from '../output/requested-reports.ts';
import { startRun } from '../session/start-run.ts';
import { today } from '../session/today.ts';
import { TOOL_VERSION } from '../session/tool-version.ts';

const OPTIONS = {
  lock: valueOr('--lock <file>', 'the lock file', (path) => path, LOCK_FILE_NAME),
  record: text('--record <run>', 'judge this saved run, or merged shards, instead of a new one'),
  shard: value('--shard <i/n>', 'check only the Ith of N even parts of the cases', shardArgument),
  strict: flag(
    '--strict',
    'let every difference count: needing less, another image, a silent loss that became an error',
  ),
  failOnReferenceChange: flag(
    '--fail-on-reference-change',
    'let it count if with everything granted another image is built',
  ),
  format: checkReportOption(),
  ...TRIAL_OPTIONS,
  ...BUILDER_OPTIONS,
  // What is gained by an audit was audited when it was locked.
  ...searchOptions({ audit: 'off' }),
  ...GUIDE_OPTIONS,
  json: flag('--json', 'print the check as JSON, and nothing else, on standard output'),
};

type Options = OptionValues<typeof OPTIONS>;

/** Holds what Dockerfiles need against the lock file, which is only read. */
export const check = command({
  name: 'check',
  summary: 'tell whether Dockerfiles still need what the lock file says; it is only read',
  arguments: {
    paths: many('path', 'Dockerfiles, or directories as for discover (default: all that the lock file knows)'),
  },
  options: OPTIONS,
  run: async ({ paths }, options) => {
    const reports = withDefault(Object.keys(CHECK_FORMATS), 'text', options);
    await checkReportFiles(reports);
    const onDisk = await existingLock(options.lock);
    const checked = await checkedRun({ onDisk, paths, today: today(), priors: options.prior }, options);
    const gate = gateOf(options);
    const view: CheckView = {
      tool: { name: 'kaniko-caps', version: TOOL_VERSION },
      lockFile: displayPath(onDisk.file),
      run: checked.directory === null ? null : displayPath(checked.directory),
      gate,
    };
    try {
      await showTexts(reports, (format) => CHECK_FORMATS[format]?.(checked.check, view) ?? '');
    } finally {
      if (options.record === undefined) tellPlace(checked);
    }
    return checked.interrupted ? 130 : checkExitCode(checked.check.cases, gate);
  },
});

function checkedRun(request: CheckRequest, options: Options): Promise<CheckedRun> {
  if (options.record === undefined) {
    return checkNewRun(request, {
      plan: (left) => planSearch(left, options),
      run: (wanted) => startRun(wanted, options),
    });
  }
  if (options.shard !== undefined) {
    throw new HarnessError('BAD_INPUT', '--record was given together with --shard', {
      hint: 'Check each shard by itself, or merge the runs of all shards and judge the merged one with --record.',
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
      ? `\ninterrupted; to go on: kaniko-caps discover --resume ${place}, then kaniko-caps check --record ${place}`
      : `\nrecord: ${join(place, 'record.json')}`,
  );
}
