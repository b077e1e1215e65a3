import { type Comparison, compareRecords } from '../comparison/compare-records.ts';
import { HarnessError } from '../errors.ts';
import { withPrivateDirectory } from '../files/private-directory.ts';
import { forBuilder } from '../plan/narrowed.ts';
import type { RunRecord } from '../record/record.ts';
import { readRecord } from '../runs/read-record.ts';
import type { RunPlan } from '../vocabulary/run-plan.ts';
import { comparedImages } from './compared-images.ts';
import { isRecord, type NamedExecutor } from './executor-name.ts';
import type { FinishedRun, Runner } from './run-order.ts';

/** Two records and what changed from the first to the second. */
export interface ComparedRuns {
  readonly comparison: Comparison;
  readonly records: readonly [RunRecord, RunRecord];
}

/**
 * Whether both arguments of a comparison mean saved records, or both executors.
 *
 * @throws HarnessError for one of each.
 */
export async function areRecords(before: string, after: string): Promise<boolean> {
  const [isFirst, isSecond] = [await isRecord(before), await isRecord(after)];
  if (isFirst === isSecond) return isFirst;
  const [record, other] = isFirst ? [before, after] : [after, before];
  throw new HarnessError('OPTIONS_CONFLICT', `${record} is a record, but ${other} is not`, {
    hint: 'Give two records (record.json, or the directory of a run) or two executors (images, or paths).',
  });
}

/** Compares two saved records, and their images where both runs are at hand. */
export async function compareSaved(before: string, after: string): Promise<ComparedRuns> {
  const records = [await readRecord(before), await readRecord(after)] as const;
  return { comparison: compareRecords(...records, await comparedImages(before, after)), records: [...records] };
}

/** The runs of two executors, as far as the user let them come. */
export type ExecutorRuns =
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'finished'; readonly first: FinishedRun; readonly second: FinishedRun };

/** Runs a plan with two executors. The second is asked first what the first one needed: where nothing changed, that costs the bound. */
export async function runBoth(
  plan: RunPlan,
  [before, after]: readonly [NamedExecutor, NamedExecutor],
  { run, directory }: { readonly run: Runner; readonly directory: string },
): Promise<ExecutorRuns> {
  return withPrivateDirectory(directory, async () => {
    const first = await run({ plan: forBuilder(plan, before.request), records: [], directory: `${directory}/a` });
    if (first.interrupted) return { kind: 'interrupted' };
    const second = await run({
      plan: forBuilder(plan, after.request),
      records: [first.record],
      directory: `${directory}/b`,
    });
    return second.interrupted ? { kind: 'interrupted' } : { kind: 'finished', first, second };
  });
}
