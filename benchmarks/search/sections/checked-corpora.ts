import { recordedRuns } from '../../../harness/testing/examples/recorded-runs.ts';
import { checkCost } from '../../../harness/testing/simulated/check-cost.ts';
import { markdownTable } from '../../measuring/markdown-table.ts';
import type { Measured } from '../../measuring/run-benchmark.ts';
import type { Extent } from './extent.ts';

const SLOTS = [1, 4, 8];

/** How far a check of what did not change may be above the minimum. */
export const TOLERATED = 1.1;

/** What a check costs of each recorded executor, with its own findings locked and with those of the one before it in the list. */
export async function checkedCorpora(extent: Extent): Promise<Measured> {
  const runs = await recordedRuns();
  const rows: string[][] = [];
  let areKept = true;
  for (const [index, run] of extent.some([...runs.entries()])) {
    const other = runs.at(index - 1) ?? run;
    for (const locked of [run, other]) {
      const isSame = locked === run;
      for (const slots of extent.some(SLOTS)) {
        const { trials, fewest } = await checkCost(run, locked, slots);
        const isKept = !isSame || trials <= fewest * TOLERATED;
        areKept = areKept && isKept;
        const verdict = isSame ? (isKept ? 'kept' : '**missed**') : '';
        const names = [nameOf(run), isSame ? 'the same' : nameOf(locked)];
        rows.push([...names, String(slots), String(trials), String(fewest), (trials / fewest).toFixed(2), verdict]);
      }
    }
  }
  const head = ['executor', 'locked', 'slots', 'trials', 'fewest', 'ratio', `at most ${TOLERATED}`];
  return { text: markdownTable(head, rows), areKept };
}

function nameOf({ builder }: Awaited<ReturnType<typeof recordedRuns>>[number]): string {
  return `${builder.repository?.split('/')[1] ?? builder.kind} ${builder.version}`;
}
