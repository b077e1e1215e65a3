import type { SiteRoom } from '../engine/port.ts';

/** Rooms of one reach. Each is used by one trial at a time. */
export interface RoomPool {
  /** Runs `work` in a free room, waiting for one if need be. */
  use<T>(work: (room: SiteRoom) => Promise<T>): Promise<T>;
}

/** A pool of rooms that are all free. */
export function createRoomPool(rooms: readonly SiteRoom[]): RoomPool {
  const free = [...rooms];
  const waiting: ((room: SiteRoom) => void)[] = [];
  const take = (): Promise<SiteRoom> => {
    const room = free.pop();
    return room === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(room);
  };
  const give = (room: SiteRoom): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(room);
    else next(room);
  };
  return {
    async use(work) {
      const room = await take();
      try {
        return await work(room);
      } finally {
        give(room);
      }
    },
  };
}
