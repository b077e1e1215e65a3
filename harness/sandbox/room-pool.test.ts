import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { SiteRoom } from '../engine/port.ts';
import { SCRIPTED_HOST } from '../testing/scripted/scripted-state.ts';
import { createRoomPool } from './room-pool.ts';

const roomNamed = (name: string): SiteRoom => ({
  name,
  host: SCRIPTED_HOST,
  startTrial: async () => ({ kind: 'not-started', message: 'nothing starts here' }),
});

it('lets as many work at once as there are rooms, each in a room of its own', async () => {
  const pool = createRoomPool([roomNamed('a'), roomNamed('b')]);
  const taken: string[] = [];
  let [running, most] = [0, 0];
  await Promise.all(
    Array.from({ length: 5 }, () =>
      pool.use(async ({ name }) => {
        expect(taken).not.toContain(name);
        taken.push(name);
        running += 1;
        most = Math.max(most, running);
        await sleep(2);
        running -= 1;
        taken.splice(taken.indexOf(name), 1);
      }),
    ),
  );
  expect(most).toBe(2);
});

it('lends a room again after work in it has failed', async () => {
  const pool = createRoomPool([roomNamed('a')]);
  await expect(pool.use(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await pool.use(async ({ name }) => name)).toBe('a');
});
