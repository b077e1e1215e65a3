import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { recordedRuns } from '../../testing/examples/recorded-runs.ts';
import { forecasts, type Knowledge, searchCosts } from '../../testing/simulated/evaluate-priors.ts';
import { withTables } from '../../testing/simulated/priors-page.ts';
import { calibrate } from './finding-counts.ts';
import { recordedFindings } from './recorded-finding.ts';

const PAGE = 'docs/priors.md';
/** What a search may cost with a prior that does not know the case, beside the fewest trials of any proof. */
const TARGET = 1.5;
/** No Dockerfile shows what these need: they look at their own capabilities, or need any two of three. */
const UNFORESEEN = ['reads-own-sets', 'reads-own-status', 'two-of-three'];

/** `scripts/calibrate-priors` runs this file and writes what it finds to differ. */
describe('the committed calibration', () => {
  it('follows from the committed records', async () => {
    const counts = calibrate((await recordedRuns()).flatMap(recordedFindings));
    await expect(`${JSON.stringify(counts, null, 2)}\n`).toMatchFileSnapshot('calibration.json');
  });

  it('keeps the search near its lower bound on cases that it was not made from', { timeout: 300_000 }, async () => {
    const runs = await recordedRuns();
    const knowledge: Knowledge[] = ['nothing', 'shared rules', 'other cases', 'other executor', 'wrong case'];
    const costs = [1, 2, 4, 8].flatMap((slots) => knowledge.flatMap((known) => searchCosts(runs, slots, known)));
    for (const cost of costs) {
      if (cost.knowledge === 'nothing' || cost.knowledge === 'wrong case') continue;
      const foreseen = cost.cases.filter(({ id }) => !UNFORESEEN.includes(id));
      const trials = foreseen.reduce((sum, one) => sum + one.trials, 0);
      const lowerBound = foreseen.reduce((sum, one) => sum + one.lowerBound, 0);
      expect(trials / lowerBound, `${cost.executor}, ${cost.slots} slots`).toBeLessThanOrEqual(TARGET);
    }
    const calibration = calibrate(runs.flatMap(recordedFindings));
    const page = withTables(await readFile(PAGE, 'utf8'), { calibration, forecasts: forecasts(runs), costs });
    await expect(page).toMatchFileSnapshot(`../../../${PAGE}`);
  });
});
