import { expect, it } from 'vitest';
import { tryRegistrySchedule } from './registry-faults.ts';

/** Schedules without a stall in the middle of a layer, which is waited for. */
const SEEDS = [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];

it('under any faults the image that is read over HTTP is the image, or an error', async () => {
  const ends = await Promise.all(SEEDS.map(async (seed) => ({ seed, ...(await tryRegistrySchedule(seed)) })));
  for (const { seed, wrong, hung } of ends) expect({ seed, wrong, hung }).toEqual({ seed, wrong: [], hung: [] });
  expect(ends.flatMap(({ faults }) => faults).length).toBeGreaterThan(5);
});
