import { compareRecords, comparisonExitCode } from '../comparison/compare-records.ts';
import { comparisonJson } from '../comparison/comparison-json.ts';
import { comparisonText } from '../comparison/comparison-text.ts';
import { HarnessError } from '../errors.ts';
import { isFlaky } from './answered-exit-code.ts';
import { comparedImages } from './compared-images.ts';
import { executorOf, isRecord } from './executor-name.ts';
import { type ExecutorRunOptions, runOnExecutor } from './executor-run.ts';
import { freshDirectory } from './fresh-directory.ts';
import { print, tell } from './output.ts';
import { readRecord } from './read-record.ts';
import { findRequestedCases } from './requested-cases.ts';
import { tryExecutors } from './try-executors.ts';

/** Compares two records, or runs the same cases with two executors and compares that; gives the exit code. */
export async function compare(
  before: string,
  after: string,
  paths: readonly string[],
  options: ExecutorRunOptions,
): Promise<number> {
  const [isFirst, isSecond] = [await isRecord(before), await isRecord(after)];
  if (isFirst !== isSecond) {
    const [record, other] = isFirst ? [before, after] : [after, before];
    throw new HarnessError('BAD_INPUT', `${record} is a record, and ${other} is none`, {
      hint: 'Name two records (a record.json, or the directory of a run), or two executors (images, or paths of binaries).',
    });
  }
  if (!isFirst) return compareExecutors([before, after], paths, options);
  if (paths.length > 0) {
    throw new HarnessError('BAD_INPUT', `Two records were given together with ${paths.join(' ')}`, {
      hint: 'Records are compared as they are. Leave the paths out, or name executors to run.',
    });
  }
  return showComparison(before, after, options);
}

/** The second executor is asked first what the first one needed: where nothing changed, that costs the bound. */
async function compareExecutors(
  [before, after]: readonly [string, string],
  paths: readonly string[],
  options: ExecutorRunOptions,
): Promise<number> {
  const executors = [await executorOf(before), await executorOf(after)] as const;
  await findRequestedCases({ paths, options });
  const out = await freshDirectory(options.out);
  await tryExecutors(executors);
  const first = await runOnExecutor(executors[0], { paths, options, directory: `${out}/a`, priors: [] });
  if (first.interrupted) return 130;
  const second = await runOnExecutor(executors[1], { paths, options, directory: `${out}/b`, priors: [first.record] });
  if (second.interrupted) return 130;
  const exitCode = await showComparison(first.directory, second.directory, options);
  tell(`\nrecords: ${out}/a/record.json ${out}/b/record.json`);
  return exitCode;
}

async function showComparison(
  before: string,
  after: string,
  { json, failOnFlaky }: Pick<ExecutorRunOptions, 'json' | 'failOnFlaky'>,
): Promise<number> {
  const records = [await readRecord(before), await readRecord(after)] as const;
  const comparison = compareRecords(...records, await comparedImages(before, after));
  print(json === true ? comparisonJson(comparison) : comparisonText(comparison));
  if (failOnFlaky === true && records.some(({ cases }) => isFlaky(cases))) return 4;
  return comparisonExitCode(comparison);
}
