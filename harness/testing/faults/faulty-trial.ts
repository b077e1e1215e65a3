import { Readable } from 'node:stream';
import type { SiteRoom } from '../../engine/port.ts';
import type { Ending, TrialContainer, TrialSpecification, TrialStart } from '../../engine/trial-port.ts';
import { isCarriedOut, type ScriptedFault } from './fault-menu.ts';
import { type FaultyCalls, faultText } from './faulty-calls.ts';

/** What is left on the engine although somebody wanted to remove it. */
export type Leave = (specification: TrialSpecification) => void;

/** A room whose trials are reached by calls that a schedule spoils. */
export function faultyRoom(room: SiteRoom, calls: FaultyCalls, leave: Leave): SiteRoom {
  return { ...room, startTrial: (specification) => startTrial(room, specification, calls, leave) };
}

async function startTrial(
  room: SiteRoom,
  specification: TrialSpecification,
  calls: FaultyCalls,
  leave: Leave,
): Promise<TrialStart> {
  const { name, mounts } = specification;
  const created = await calls.make(['create'], name);
  const spoiled =
    created ?? (await calls.make([...mounts.map(() => 'archive' as const), 'attach', 'wait', 'start'], name));
  if (spoiled !== undefined) {
    const exists = created === undefined || isCarriedOut(created);
    if (exists && (await calls.make(['inspect', 'remove'], name)) !== undefined) leave(specification);
    return { kind: 'not-started', message: faultText(spoiled) };
  }
  const start = await room.startTrial(specification);
  if (start.kind !== 'started') return start;
  return { kind: 'started', container: faultyContainer(start.container, specification, calls, leave) };
}

function faultyContainer(
  container: TrialContainer,
  specification: TrialSpecification,
  calls: FaultyCalls,
  leave: Leave,
): TrialContainer {
  const { name } = container;
  let cut: ScriptedFault | undefined;
  return {
    ...container,
    evidence: async (isBuilder, deadlineMs) => {
      const fault = await calls.make(['inspect', 'top', 'inspect'], name);
      if (fault === undefined) return container.evidence(isBuilder, deadlineMs);
      return fault.status === 404 ? { kind: 'ended' } : { kind: 'unreadable', message: faultText(fault) };
    },
    feed: async (context) => {
      cut = await calls.make(['attach'], name);
      if (cut === undefined) return container.feed(context);
      context.destroy();
      await container.feed(Readable.from([]));
      // Whatever the connection had taken over by then counts as sent.
      return cut.bytes % 2 === 0 ? { kind: 'delivered' } : { kind: 'broken', message: faultText(cut) };
    },
    ending: async (deadlineMs, cancel) => endingOf(await container.ending(deadlineMs, cancel), { cut, calls, name }),
    output: async () => ((await calls.make(['logs'], name)) === undefined ? container.output() : null),
    remove: async () => {
      const fault = await calls.make(['remove'], name);
      await container.remove();
      if (fault === undefined || isCarriedOut(fault)) return;
      leave(specification);
      if (fault.status !== 404) throw new Error(faultText(fault));
    },
  };
}

/** What the adapter of an engine makes of an ending that it hears of over spoiled calls. */
async function endingOf(
  ending: Ending,
  { cut, calls, name }: { readonly cut: ScriptedFault | undefined; readonly calls: FaultyCalls; readonly name: string },
): Promise<Ending> {
  const lost = (fault: ScriptedFault): Ending => ({ kind: 'lost', message: faultText(fault) });
  // That nothing is told of an exit only means that it is looked for.
  await calls.make(['wait'], name);
  if (cut !== undefined) return lost(cut);
  const unseen = await calls.make(ending.kind === 'exited' ? ['inspect'] : ['kill', 'inspect'], name);
  if (unseen !== undefined) return lost(unseen);
  const unheard = ending.kind === 'exited' && ending.exitCode !== 0 ? await calls.make(['events'], name) : undefined;
  return unheard === undefined ? ending : lost(unheard);
}
