import type { SiteRoom } from '../engine/port.ts';

/** Rooms of one reach. Each is used by one trial at a time. */
export interface RoomPool {
  /**
   * Runs `work` in a free room, waiting for one if need be. What it gives says in which state it leaves the room: one in doubt is
   * looked at before anybody else gets it, and replaced if it is broken; a spoiled one is replaced in any case.
   */
  use<T>(work: (room: SiteRoom) => Promise<T>, leaves?: (result: T) => RoomState): Promise<T>;
  /**
   * Looks at all free rooms and replaces the broken ones; gives how many, with those that were given up since it last looked.
   *
   * @throws what the engine says that does not answer, or cannot make a room.
   */
  mend(): Promise<number>;
}

/** In which state somebody leaves a room. */
export type RoomState = 'as it was' | 'in doubt' | 'spoiled';

/** Makes a room in the place of a broken one; null where there is to be none any more. */
export type ReplaceRoom = (broken: SiteRoom) => Promise<SiteRoom | null>;

/** A pool of rooms that are all free. */
export function createRoomPool(rooms: readonly SiteRoom[], replace: ReplaceRoom): RoomPool {
  const free = [...rooms];
  let givenUp = 0;
  const waiting: ((room: SiteRoom) => void)[] = [];
  const take = (): Promise<SiteRoom> => {
    const room = free.pop();
    return room === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(room);
  };
  const give = (room: SiteRoom | null): void => {
    if (room === null) {
      givenUp += 1;
      return;
    }
    const next = waiting.shift();
    if (next === undefined) free.push(room);
    else next(room);
  };
  const sound = async (room: SiteRoom): Promise<SiteRoom | null> =>
    (await room.health?.())?.kind === 'broken' ? replace(room) : room;
  return {
    async use(work, leaves = () => 'as it was') {
      const room = await take();
      let left: SiteRoom | null = room;
      try {
        const result = await work(room);
        const state = leaves(result);
        // What cannot be mended now is looked at again when the run pauses.
        if (state === 'in doubt') left = await sound(room).catch(() => room);
        if (state === 'spoiled') left = await replace(room).catch(() => room);
        return result;
      } finally {
        give(left);
      }
    },
    async mend() {
      const looked = await Promise.allSettled(
        free.splice(0).map(async (room) => {
          let kept: SiteRoom | null = room;
          try {
            kept = await sound(room);
            return kept === room || kept === null ? 0 : 1;
          } finally {
            give(kept);
          }
        }),
      );
      const failed = looked.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
      const replaced = looked.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), givenUp);
      givenUp = 0;
      return replaced;
    },
  };
}
