import type { SiteRoom } from '../engine/port.ts';
import type { Ending, TrialContainer } from '../engine/trial-port.ts';

/**
 * The room, but the trial of a room that is found broken at its end is lost, however it ended: nobody knows what it could reach, and
 * since when.
 */
export function guardedRoom(room: SiteRoom): SiteRoom {
  return {
    ...room,
    startTrial: async (specification, cancel) => {
      const start = await room.startTrial(specification, cancel);
      return start.kind === 'started' ? { ...start, container: guarded(start.container, room) } : start;
    },
  };
}

function guarded(container: TrialContainer, room: SiteRoom): TrialContainer {
  return {
    ...container,
    ending: async (deadlineMs, cancel) => {
      const ending = await container.ending(deadlineMs, cancel);
      return (await lostWith(ending, room)) ?? ending;
    },
  };
}

/** What the end of a trial is if its room is broken. */
async function lostWith({ kind }: Ending, room: SiteRoom): Promise<Ending | undefined> {
  if (kind === 'lost' || kind === 'cancelled') return undefined;
  // An engine that does not say it now has just said how the container ended.
  const health = await room.health?.().catch(() => undefined);
  return health?.kind === 'broken' ? { kind: 'lost', message: health.message } : undefined;
}
