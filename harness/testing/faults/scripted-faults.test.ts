import { expect, it } from 'vitest';
import { tryScriptedSchedule } from './scripted-faults.ts';

const SEEDS = Array.from({ length: 30 }, (_, index) => index + 1);

it('under any faults a run says what is true or nothing, ends, and leaves nothing', async () => {
  const ends = await Promise.all(SEEDS.map(async (seed) => ({ seed, ...(await tryScriptedSchedule(seed)) })));
  for (const { seed, wrong, lost, left, hung } of ends) {
    expect({ seed, wrong, lost, left, hung }).toEqual({ seed, wrong: [], lost: [], left: [], hung: [] });
  }
}, 120_000);
