import { comparisonExitCode } from '../../comparison/compare-records.ts';
import { HarnessError } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import { isFlaky } from '../../use-cases/answered-exit-code.ts';
import { areRecords, type ComparedRuns, compareSaved, runBoth } from '../../use-cases/compare.ts';
import { executorOf } from '../../use-cases/executor-name.ts';
import { freshDirectory } from '../../use-cases/fresh-directory.ts';
import type { Runner } from '../../use-cases/run-order.ts';
import { many, one } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { engineWishOf } from '../options/engine-options.ts';
import { flag, type OptionValues } from '../options/option.ts';
import { refuseOptions } from '../options/refuse-options.ts';
import { FLAKY_OPTION, GUESS_OPTION, searchOptions, TRIAL_OPTIONS } from '../options/run-options.ts';
import { planSearch } from '../options/search-wish.ts';
import { print, tell } from '../output/output.ts';
import { textHere } from '../output/show-reports.ts';
import { assertUsableHere } from '../session/assert-usable-here.ts';
import { interruptedIn } from '../session/interrupted-in.ts';
import { startRun } from '../session/start-run.ts';

const OF_RUNS = {
  ...TRIAL_OPTIONS,
  // An audit, which takes most of the builds, says nothing of what differs between executors.
  ...searchOptions({ audit: 'off' }),
  ...GUESS_OPTION,
};

const OPTIONS = {
  ...OF_RUNS,
  ...FLAKY_OPTION,
  json: flag('--json', 'print the comparison as JSON and nothing else on standard output'),
};

type Options = OptionValues<typeof OPTIONS>;

/** Compares two records, or runs the same cases with two executors and compares that. */
export const compare = command({
  arguments: {
    before: one('a', 'a record.json or the directory of a run; or an executor: an image, or the path of a binary'),
    after: one('b', 'what to compare it with: also a record, or also an executor'),
    paths: many('path', 'for executors: the Dockerfiles to run with both (default: .)'),
  },
  options: OPTIONS,
  run: async ({ before, after, paths }, options, given) => {
    if (!(await areRecords(before, after))) return compareExecutors([before, after], paths, options);
    if (paths.length > 0) {
      throw new HarnessError('OPTIONS_CONFLICT', `Two records were given together with ${paths.join(' ')}`, {
        hint: 'Records are compared as they are. Leave the paths out, or give two executors to run.',
      });
    }
    refuseOptions(given, OF_RUNS, {
      beside: 'two records',
      because: 'Records are compared as they are: no trial runs',
    });
    return showComparison(await compareSaved(before, after), options);
  },
});

async function compareExecutors(
  [before, after]: readonly [string, string],
  paths: readonly string[],
  options: Options,
): Promise<number> {
  const executors = [await executorOf(before), await executorOf(after)] as const;
  const { plan, givenArguments } = await planSearch(paths, options, { builder: executors[0].request });
  const out = await freshDirectory(options.out);
  const engine = engineWishOf(options, process.env);
  await assertUsableHere(executors, engine);
  const run: Runner = (wanted) => startRun({ ...wanted, givenArguments }, { engine });
  const runs = await runBoth(plan, executors, { directory: out, run });
  if (runs.kind === 'interrupted') return interruptedIn(out);
  const exitCode = await showComparison(await compareSaved(runs.first.directory, runs.second.directory), options);
  tell(`\nrecords: ${displayPath(out)}/a/record.json ${displayPath(out)}/b/record.json`);
  return exitCode;
}

async function showComparison({ comparison, records }: ComparedRuns, { json, failOnFlaky }: Options): Promise<number> {
  const [before, after] = records;
  print(await textHere(json ? 'json' : 'text', 'comparison', { comparison, before, after }));
  if (failOnFlaky && records.some(({ cases }) => isFlaky(cases))) return 4;
  return comparisonExitCode(comparison);
}
