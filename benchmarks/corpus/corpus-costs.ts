import type { RunRecord } from '../../harness/record/record.ts';

type RecordedTrials = RunRecord['cases'][number]['trials']['all'];

/** What a run cost beside what no run could do without. */
export interface CorpusCosts {
  /** The trials of the search, as a ratio to the fewest that can prove the findings. */
  readonly toBound: number;
  /** The time of the run, as a ratio to the longest of what had to be done one after the other. */
  readonly toCriticalPath: number;
  readonly cells: readonly string[];
}

/** Trials by what they were for, their ratio to the bound, and how well `jobs` slots were used. */
export function corpusCosts({ cases, run }: RunRecord, jobs: number, durationMs: number): CorpusCosts {
  const trials = cases.flatMap((one) => one.trials.all);
  const count = (...purposes: string[]): number =>
    trials.filter(({ purpose }) => purposes.includes(purpose ?? '')).length;
  const search = count('search');
  const bound = cases.reduce((sum, one) => sum + one.trials.lowerBound, 0);
  const totalMs = trials.reduce((sum, trial) => sum + trial.durationMs, 0);
  const longestMs = Math.max(...cases.map((one) => longestChainMs(one.trials.all)));
  const toBound = search / bound;
  const toCriticalPath = run.wallMs / Math.max(longestMs, totalMs / jobs);
  return {
    toBound,
    toCriticalPath,
    cells: [
      `${search} of ${bound}: ${toBound.toFixed(2)}`,
      String(count('reference')),
      String(count('confirmation', 'challenge', 'retry')),
      `${(durationMs / 1000).toFixed(0)} s`,
      toCriticalPath.toFixed(2),
    ],
  };
}

/** A case takes at least its longest reference build, its longest other trial and one that confirms it, one after the other. */
function longestChainMs(trials: RecordedTrials): number {
  const longest = (isReference: boolean): number =>
    Math.max(
      0,
      ...trials.filter(({ purpose }) => (purpose === 'reference') === isReference).map(({ durationMs }) => durationMs),
    );
  return longest(true) + 2 * longest(false);
}
