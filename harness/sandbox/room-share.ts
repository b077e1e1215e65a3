import type { SiteRoom, SiteRooms } from '../engine/port.ts';
import type { ResourceLimits } from '../engine/trial-port.ts';

/**
 * What a trial may use in a room when so many may run at once: an equal share of its host's memory, so that parallel builds cannot
 * starve each other.
 */
export function shareOf({ host }: SiteRoom, rooms: SiteRooms, slots: number): ResourceLimits {
  const beside = Object.values(rooms).flatMap((those) => those.filter((room) => room.host.name === host.name));
  const { memoryBytes, cpus } = host.environment;
  return {
    memoryBytes: Math.floor((memoryBytes * 0.8) / Math.max(1, Math.min(slots, beside.length))),
    processes: 4096,
    cpus,
  };
}
