import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { together } from './together.ts';

it('gives all results in their order', async () => {
  expect(await together([sleep(5, 'late'), Promise.resolve(1)])).toEqual(['late', 1]);
});

it('fails only when nothing is under way any more', async () => {
  let done = false;
  const slow = sleep(20).then(() => {
    done = true;
  });
  await expect(together([Promise.reject(new Error('at once')), slow])).rejects.toThrow('at once');
  expect(done).toBe(true);
});
