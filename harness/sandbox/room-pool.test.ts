import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { SiteRoom } from '../engine/port.ts';
import { SCRIPTED_HOST } from '../testing/scripted/scripted-state.ts';
import { createRoomPool, type ReplaceRoom } from './room-pool.ts';

const roomNamed = (name: string): SiteRoom => ({
  name,
  host: SCRIPTED_HOST,
  startTrial: async () => ({ kind: 'not-started', message: 'nothing starts here' }),
});

const unreplaced: ReplaceRoom = () => Promise.reject(new Error('no room is made here'));

it('lets as many work at once as there are rooms, each in a room of its own', async () => {
  const pool = createRoomPool([roomNamed('a'), roomNamed('b')], unreplaced);
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
  const pool = createRoomPool([roomNamed('a')], unreplaced);
  await expect(pool.use(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await pool.use(async ({ name }) => name)).toBe('a');
});

/** Rooms of which some are broken, and those that are made in their place. */
function breakable(...names: readonly string[]) {
  const broken = new Set<string>();
  const made: string[] = [];
  const room = (name: string): SiteRoom => ({
    ...roomNamed(name),
    health: async () => (broken.has(name) ? { kind: 'broken', message: 'it is gone' } : { kind: 'sound' }),
  });
  const replace: ReplaceRoom = async ({ name }) => {
    made.push(`${name}+`);
    return room(`${name}+`);
  };
  return { broken, made, pool: createRoomPool(names.map(room), replace) };
}

it('replaces a broken room before it is lent again, where a trial raised a doubt', async () => {
  const { broken, made, pool } = breakable('a');
  broken.add('a');
  expect(await pool.use(async ({ name }) => name)).toBe('a');
  expect(
    await pool.use(
      async ({ name }) => name,
      () => 'in doubt',
    ),
  ).toBe('a');
  expect(
    await pool.use(
      async ({ name }) => name,
      () => 'in doubt',
    ),
  ).toBe('a+');
  expect(made).toEqual(['a+']);
});

it('keeps a sound room whatever doubts are raised', async () => {
  const { made, pool } = breakable('a');
  await pool.use(
    async () => undefined,
    () => 'in doubt',
  );
  expect(await pool.use(async ({ name }) => name)).toBe('a');
  expect(made).toEqual([]);
});

it('replaces all broken rooms at once, and says how many', async () => {
  const { broken, made, pool } = breakable('a', 'b', 'c');
  broken.add('a').add('c');
  expect(await pool.mend()).toBe(2);
  expect(made.sort()).toEqual(['a+', 'c+']);
  expect(await pool.mend()).toBe(0);
});

it('keeps all its rooms when one cannot be replaced now', async () => {
  const dying: SiteRoom = { ...roomNamed('a'), health: async () => ({ kind: 'broken', message: 'it is gone' }) };
  const pool = createRoomPool([dying, roomNamed('b')], unreplaced);
  await expect(pool.mend()).rejects.toThrow('no room is made here');
  expect(
    await pool.use(
      async () => 'lent',
      () => 'in doubt',
    ),
  ).toBe('lent');
  const names = await Promise.all([0, 1].map(() => pool.use(async ({ name }) => name)));
  expect(names.sort()).toEqual(['a', 'b']);
});

it('lends a spoiled room to nobody else, however sound it looks', async () => {
  const { made, pool } = breakable('a');
  await pool.use(
    async () => undefined,
    () => 'spoiled',
  );
  expect(await pool.use(async ({ name }) => name)).toBe('a+');
  expect(made).toEqual(['a+']);
});

it('lends a room no more that nothing takes the place of, and counts it once among what it replaced', async () => {
  const broken: SiteRoom = { ...roomNamed('a'), health: async () => ({ kind: 'broken', message: 'its host is gone' }) };
  const pool = createRoomPool([roomNamed('b'), broken], async () => null);
  expect(
    await pool.use(
      async ({ name }) => name,
      () => 'in doubt',
    ),
  ).toBe('a');
  const lent = await Promise.all([1, 2].map(() => pool.use(async ({ name }) => name)));
  expect(lent).toEqual(['b', 'b']);
  expect(await pool.mend()).toBe(1);
  expect(await pool.mend()).toBe(0);
});
