import type { Engine, OwnedObject } from '../engine/port.ts';
import { sweepOrphans } from '../sandbox/sweep.ts';

/** Removes what dead runs of this host left, on the engine and in a kernel that it watches. Gives what is gone. */
export function collectGarbage(engine: Engine): Promise<OwnedObject[]> {
  return sweepOrphans(engine);
}
