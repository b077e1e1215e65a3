import { isOrphan } from '../engine/ownership.ts';
import type { Engine, OwnedObject } from '../engine/port.ts';

/** Removes everything of a run from the engine. */
export async function sweepRun(engine: Engine, run: string): Promise<void> {
  await engine.remove(await engine.owned(run));
}

/**
 * Removes what dead runs left: objects whose owner was a process of this host that no longer lives. Gives what it removed.
 * What another host owns stays, because nobody here can tell whether its owner lives.
 */
export async function sweepOrphans(engine: Engine): Promise<OwnedObject[]> {
  const objects = await engine.owned();
  return engine.remove(objects.filter(({ ownership }) => ownership !== null && isOrphan(ownership)));
}
