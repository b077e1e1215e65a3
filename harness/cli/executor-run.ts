import type { RunRecord } from '../record/record.ts';
import { type DiscoverOptions, searchRequest } from './discover-command.ts';
import type { NamedExecutor } from './executor-name.ts';
import type { RunRequest } from './run-request.ts';
import { policyOf } from './search-options.ts';
import { type FinishedRun, startRun } from './start-run.ts';

/** The options of commands that run the same cases with several executors. */
export type ExecutorRunOptions = Omit<
  DiscoverOptions,
  'builder' | 'executorBinary' | 'resume' | 'exhaustive' | 'over' | 'yes' | 'shard' | 'format' | 'explain'
>;

/** A discovery with one of several executors. */
export interface ExecutorRun {
  readonly paths: readonly string[];
  readonly options: ExecutorRunOptions;
  readonly directory: string;
  /** What other executors needed. */
  readonly priors: readonly RunRecord[];
  /** The cases to run, of those that the paths mean. @default all */
  readonly select?: RunRequest['select'];
}

/** Discovers the cases with one executor. */
export function runOnExecutor(executor: NamedExecutor, run: ExecutorRun): Promise<FinishedRun> {
  const { paths, directory, priors, select } = run;
  const options = { ...run.options, ...executor.options, out: directory };
  const request = searchRequest({ paths, options }, policyOf(options), priors);
  return startRun(select === undefined ? request : { ...request, select });
}
