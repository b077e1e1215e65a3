import type { SiteRoom } from '../engine/port.ts';

/** Rooms of one reach. Each is used by one trial at a time. */
export interface RoomPool {
  /**
   * Runs `work` in a free room, waiting for one if need be. Where what it gives raises a doubt, the room is looked at before
   * anybody else gets it, and replaced if it is broken.
   */
  use<T>(work: (room: SiteRoom) => Promise<T>, raisesDoubt?: (result: T) => boolean): Promise<T>;
  /**
   * Looks at all free rooms and replaces the broken ones; gives how many.
   *
   * @throws what the engine says that does not answer, or cannot make a room.
   */
  mend(): Promise<number>;
}

/** Makes a room in the place of a broken one. */
export type ReplaceRoom = (broken: SiteRoom) => Promise<SiteRoom>;

/** A pool of rooms that are all free. */
export function createRoomPool(rooms: readonly SiteRoom[], replace: ReplaceRoom): RoomPool {
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
  const sound = async (room: SiteRoom): Promise<SiteRoom> =>
    (await room.health?.())?.kind === 'broken' ? replace(room) : room;
  return {
    async use(work, raisesDoubt = () => false) {
      let room = await take();
      try {
        const result = await work(room);
        // What cannot be mended now is looked at again when the run pauses.
        if (raisesDoubt(result)) room = await sound(room).catch(() => room);
        return result;
      } finally {
        give(room);
      }
    },
    async mend() {
      const looked = await Promise.allSettled(
        free.splice(0).map(async (room) => {
          let kept = room;
          try {
            kept = await sound(room);
            return kept === room ? 0 : 1;
          } finally {
            give(kept);
          }
        }),
      );
      const failed = looked.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
      return looked.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0);
    },
  };
}
