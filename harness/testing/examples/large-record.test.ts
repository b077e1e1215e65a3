import { describe, expect, it } from 'vitest';
import { runRecord } from '../../record/record.ts';
import { largeRecord } from './large-record.ts';
import { recordedRuns } from './recorded-runs.ts';

describe('a large record', () => {
  it('is valid, has as many cases and trials as were asked for, and is the same each time', async () => {
    const sources = await recordedRuns();
    const made = largeRecord(sources, { cases: 60, trials: 6_000 });
    expect(runRecord.parse(made)).toEqual(made);
    expect(made.cases).toHaveLength(60);
    expect(new Set(made.cases.map(({ id }) => id)).size).toBe(60);
    const trials = made.cases.flatMap((one) => one.trials.all.map(({ id }) => id));
    expect(trials).toHaveLength(6_000);
    expect(new Set(trials).size).toBe(6_000);
    expect(largeRecord(sources, { cases: 60, trials: 6_000 })).toEqual(made);
  });

  it('names trials that it has', async () => {
    const made = largeRecord(await recordedRuns(), { cases: 60, trials: 6_000 });
    for (const one of made.cases) {
      const ids = one.trials.all.map(({ id }) => id);
      for (const { trials } of [...one.losses, ...one.violations]) {
        for (const trial of trials) expect(ids).toContain(trial);
      }
    }
  });
});
