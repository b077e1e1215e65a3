import { hostname } from 'node:os';
import type { Engine, EngineObject } from '../engine/port.ts';
import { isProcessAlive } from '../process-alive.ts';
import { ownerOf, runLabels, TOOL_LABELS } from './labels.ts';

/** Removes everything of a run from the engine: containers first, for a network with a member cannot go. */
export async function sweepRun(engine: Engine, run: string): Promise<void> {
  await removeAll(engine, await engine.list(runLabels(run)));
}

/**
 * Removes what dead runs left: objects whose owner was a process of this host that no longer lives. Gives what it removed.
 * What another host owns stays, because nobody here can tell whether its owner lives.
 */
export async function sweepOrphans(engine: Engine): Promise<EngineObject[]> {
  const orphans = (await engine.list(TOOL_LABELS)).filter(isOrphan);
  await removeAll(engine, orphans);
  return orphans;
}

async function removeAll(engine: Engine, objects: readonly EngineObject[]): Promise<void> {
  const ofKind = (kind: EngineObject['kind']): Promise<unknown> =>
    Promise.all(objects.filter((object) => object.kind === kind).map((object) => engine.remove(object)));
  await ofKind('container');
  await ofKind('network');
}

function isOrphan(object: EngineObject): boolean {
  const owner = ownerOf(object.labels);
  return owner !== undefined && owner.host === hostname() && !isProcessAlive(owner.pid);
}
