import { expect, it } from 'vitest';
import { recordedRuns } from '../examples/recorded-runs.ts';
import { checkCost } from './check-cost.ts';

it('checks a corpus with the fewest trials that prove it, where nothing was changed since it was locked', async () => {
  const runs = (await recordedRuns()).filter(({ builder }) => ['v1.24.0', 'v1.28.3'].includes(builder.version));
  expect(runs).toHaveLength(2);
  for (const run of runs) {
    const { trials, fewest } = await checkCost(run, run, 4);
    expect(fewest).toBeGreaterThan(200);
    expect(trials).toBe(fewest);
  }
});
