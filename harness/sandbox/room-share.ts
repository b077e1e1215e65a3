import type { SiteRoom } from '../engine/port.ts';
import type { ResourceLimits } from '../engine/trial-port.ts';
import type { SandboxRooms } from './sandbox.ts';

/**
 * What a trial may use in a room when so many may run at once: an equal share of its host's memory, so that parallel builds cannot
 * starve each other. A room of another run counts as one of each host, for nobody says where it is.
 */
export function shareOf(
  { host }: SiteRoom,
  { all, ofOthers }: Pick<SandboxRooms, 'all' | 'ofOthers'>,
  slots: number,
): ResourceLimits {
  const beside = Object.values(all).flatMap((those) => those.filter((room) => room.host.name === host.name));
  const { memoryBytes, cpus } = host.environment;
  return {
    memoryBytes: Math.floor((memoryBytes * 0.8) / (Math.max(1, Math.min(slots, beside.length)) + ofOthers)),
    processes: 4096,
    cpus,
  };
}
