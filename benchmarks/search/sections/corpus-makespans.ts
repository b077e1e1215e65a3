import { recordedRuns } from '../../../harness/testing/examples/recorded-runs.ts';
import { durationsOf, simulatedAsRecorded } from '../../../harness/testing/simulated/simulated-as-recorded.ts';
import { simulateCorpus } from '../../../harness/testing/simulated/simulated-corpus.ts';
import { markdownTable } from '../../measuring/markdown-table.ts';
import type { Measured } from '../../measuring/run-benchmark.ts';
import type { Extent } from './extent.ts';

const SLOTS = [1, 4, 8];
/** How far the makespan may be above what no schedule of the same trials can beat. */
const TOLERATED = 1.15;

/**
 * The corpus as one executor was recorded to build it, on the schedule of the tool itself. No schedule ends sooner than when
 * the trials are spread evenly over the slots, nor than its longest case alone with all slots.
 */
export async function corpusMakespans(extent: Extent): Promise<Measured> {
  const [run] = (await recordedRuns()).filter(({ builder }) => builder.version.includes('1.24.0'));
  const recorded = extent.some((run?.cases ?? []).filter(({ status }) => status === 'proven'));
  const kinds = [
    { name: 'as recorded', cases: recorded.map((one) => simulatedAsRecorded(one, durationsOf(one))) },
    {
      name: 'pass 6 s, failure 1 s',
      cases: recorded.map((one) => simulatedAsRecorded(one, { passMs: 6000, failMs: 1000 })),
    },
  ];
  const rows: string[][] = [];
  let areKept = true;
  for (const { name, cases } of kinds) {
    for (const jobs of SLOTS) {
      const { trials, makespanMs } = await simulateCorpus({ cases, jobs });
      const workMs = trials.reduce((sum, { beganMs, endedMs }) => sum + endedMs - beganMs, 0);
      const alone: number[] = [];
      for (const one of cases) alone.push((await simulateCorpus({ cases: [one], jobs })).makespanMs);
      const shortestMs = Math.max(workMs / jobs, ...alone);
      const ratio = makespanMs / shortestMs;
      areKept = areKept && ratio <= TOLERATED;
      const verdict = ratio <= TOLERATED ? 'kept' : '**missed**';
      const seconds = [makespanMs, workMs / jobs, Math.max(...alone)].map((ms) => (ms / 1000).toFixed(1));
      rows.push([name, String(jobs), String(trials.length), ...seconds, ratio.toFixed(2), verdict]);
    }
  }
  const head = [
    'durations',
    'slots',
    'trials',
    'makespan',
    'work / slots',
    'longest case alone',
    'ratio',
    'at most 1.15',
  ];
  return { text: markdownTable(head, rows), areKept };
}
