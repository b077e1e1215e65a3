import { expect, it } from 'vitest';
import type { EngineHost, SiteRooms } from '../engine/port.ts';
import { SCRIPTED_HOST } from '../testing/scripted/scripted-state.ts';
import { shareOf } from './room-share.ts';

const hostWith = (name: string, memoryBytes: number): EngineHost => ({
  name,
  environment: { ...SCRIPTED_HOST.environment, memoryBytes },
});

function roomsOn(hosts: readonly EngineHost[]): SiteRooms['none'] {
  return hosts.map((host, index) => ({
    name: `room-${index}`,
    host,
    startTrial: async () => ({ kind: 'not-started', message: 'nothing starts here' }),
  }));
}

it('is an equal part of the memory for each trial that may run at once, and some is left for the rest', () => {
  const host = hostWith('a', 1000);
  const rooms = { all: { none: roomsOn([host, host, host, host]), egress: [] }, ofOthers: 0 };
  const [room] = rooms.all.none;
  if (room === undefined) throw new Error('no room');
  expect([4, 2, 1].map((slots) => shareOf(room, rooms, slots).memoryBytes)).toEqual([200, 400, 800]);
});

it('counts only the rooms that are on the same host', () => {
  const [small, large] = [hostWith('small', 1000), hostWith('large', 4000)];
  const rooms = { all: { none: roomsOn([small, large, large, large]), egress: roomsOn([large]) }, ofOthers: 0 };
  const [onSmall, onLarge] = rooms.all.none;
  if (onSmall === undefined || onLarge === undefined) throw new Error('no room');
  expect(shareOf(onSmall, rooms, 4).memoryBytes).toBe(800);
  expect(shareOf(onLarge, rooms, 4).memoryBytes).toBe(800);
});

it('leaves to the rooms of other runs what they may use', () => {
  const host = hostWith('a', 1000);
  const [room] = roomsOn([host]);
  if (room === undefined) throw new Error('no room');
  const rooms = { all: { none: [room], egress: [] }, ofOthers: 3 };
  expect(shareOf(room, rooms, 1).memoryBytes).toBe(200);
});
