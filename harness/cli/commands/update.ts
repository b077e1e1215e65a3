import { displayPath } from '../../files/display-path.ts';
import { LOCK_FILE_NAME } from '../../lock/lock-file.ts';
import { updateJson } from '../../update/update-json.ts';
import { updateExitCode, updateText } from '../../update/update-text.ts';
import { readLock } from '../../use-cases/locked/read-lock.ts';
import { checkLockWritable } from '../../use-cases/locked/write-lock.ts';
import { findToLock, type LockFindings, type LockTask, lockFindings, recordedToLock } from '../../use-cases/update.ts';
import { many } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { engineWishOf } from '../options/engine-options.ts';
import { flag, type OptionValues, text, valueOr } from '../options/option.ts';
import { refuseOptions, SAVED_RUN } from '../options/refuse-options.ts';
import {
  BUILDER_OPTIONS,
  FLAKY_OPTION,
  GUIDE_OPTIONS,
  JSON_OPTION,
  LOCKED_CONFIGURATION_OPTION,
  RECURSIVE_OPTION,
  searchOptions,
  TRIAL_OPTIONS,
} from '../options/run-options.ts';
import { planSearch } from '../options/search-wish.ts';
import { print, tell } from '../output/output.ts';
import { startRun } from '../session/start-run.ts';
import { today } from '../session/today.ts';

/** What a new run is asked for; a saved one has been run. */
const OF_RUNS = {
  ...RECURSIVE_OPTION,
  ...TRIAL_OPTIONS,
  ...BUILDER_OPTIONS,
  ...searchOptions(),
  ...GUIDE_OPTIONS,
  ...LOCKED_CONFIGURATION_OPTION,
};

const OPTIONS = {
  ...OF_RUNS,
  ...JSON_OPTION,
  ...FLAKY_OPTION,
  lock: valueOr('--lock <file>', 'the lock file', (path) => path, LOCK_FILE_NAME),
  accept: flag('--accept', 'also accept cases that need more, or now lose something silently'),
  record: text('--record <run>', 'take the findings from this saved run, without a trial'),
};

type Options = OptionValues<typeof OPTIONS>;

/** Takes over into the lock file what Dockerfiles need. */
export const update = command({
  arguments: { paths: many('path', 'the Dockerfiles (default: those of the lock file; without one: .)') },
  options: OPTIONS,
  run: async ({ paths }, options, given) => {
    if (options.record !== undefined) refuseOptions(given, OF_RUNS, SAVED_RUN);
    const onDisk = await readLock(options.lock, today());
    await checkLockWritable(onDisk);
    const task: LockTask = {
      onDisk,
      paths,
      recursive: options.recursive,
      today: today(),
      accept: options.accept,
    };
    const findings = await findingsFor(task, options);
    const place = findings.directory === null ? null : displayPath(findings.directory);
    const result = await lockFindings(task, findings);
    const view = { lockFile: displayPath(onDisk.file), run: place, evidence: findings.record?.evidence };
    print(options.json ? updateJson(result, view) : updateText(result, view));
    if (findings.interrupted) return 130;
    return updateExitCode(result, options.failOnFlaky);
  },
});

async function findingsFor(task: LockTask, options: Options): Promise<LockFindings> {
  if (options.record !== undefined) {
    const findings = await recordedToLock(task, options.record);
    const { missing } = findings;
    if (missing.length > 0) tell(`Left out, because the file is not here: ${missing.join(', ')}`);
    return findings;
  }
  const findings = await findToLock(task, {
    plan: (left, locked) =>
      planSearch(left, options, options.lockedConfiguration ? { usualConfigurations: locked } : {}),
    run: (wanted) => startRun(wanted, { ...options, engine: engineWishOf(options, process.env) }),
    warn: tell,
  });
  tellPlace(findings);
  return findings;
}

function tellPlace({ directory, interrupted }: LockFindings): void {
  if (directory === null) return;
  const place = displayPath(directory);
  const next = `To finish: kaniko-caps discover --resume ${place}, then kaniko-caps update --record ${place}`;
  tell(interrupted ? `\nInterrupted. ${next}` : `\nrecord: ${place}/record.json`);
}
