import { pause } from '../engine/deadline.ts';
import { isOrphan } from '../engine/ownership.ts';
import type { Engine, OwnedObject } from '../engine/port.ts';
import { messageOf } from '../errors.ts';

/** Whether something of a run is left on the engine, or may be. */
export type SweepOutcome =
  | { readonly kind: 'clean' }
  /** `names` are those that were seen last; empty where the engine did not even list them. */
  | { readonly kind: 'left'; readonly names: readonly string[]; readonly message: string };

/** Removes everything of a run from the engine. */
export async function sweepRun(engine: Engine, run: string): Promise<void> {
  await engine.remove(await engine.owned(run));
}

/** The pauses between attempts: an engine that restarts takes some seconds. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000];

/**
 * Removes everything of a run from the engine at the run's end: it tries again with growing pauses, or at once after `hurry` has
 * fired. Never rejects.
 */
export async function sweepFinally(engine: Engine, run: string, hurry?: AbortSignal): Promise<SweepOutcome> {
  for (let attempt = 0; ; attempt += 1) {
    let names: string[] = [];
    try {
      const objects = await engine.owned(run);
      names = objects.map(({ name }) => name);
      if (objects.length === 0) return { kind: 'clean' };
      await engine.remove(objects);
      return { kind: 'clean' };
    } catch (thrown) {
      const pauseMs = PAUSES_MS[attempt];
      if (pauseMs === undefined) return { kind: 'left', names, message: messageOf(thrown) };
      await pause(pauseMs, hurry);
    }
  }
}

/**
 * Removes what dead runs left: objects whose owner was a process of this host that no longer lives. Gives what it removed.
 * What another host owns stays, because nobody here can tell whether its owner lives.
 */
export async function sweepOrphans(engine: Engine): Promise<OwnedObject[]> {
  const objects = await engine.owned();
  return engine.remove(objects.filter(({ ownership }) => ownership !== null && isOrphan(ownership)));
}
