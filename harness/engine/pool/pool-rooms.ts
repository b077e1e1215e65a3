import type { EngineHost, RoomHealth, SiteRoom, TrialRegistry } from '../port.ts';
import type { TrialContainer, TrialStart } from '../trial-port.ts';
import type { Participant } from './roster.ts';

/** What the rooms of one member have in common. */
export interface MemberRooms {
  readonly one: Participant;
  readonly registry: TrialRegistry;
  /** Whether the kernels of all members are watched. */
  readonly watches: boolean;
}

/** The name of a host in a pool: two machines may have the same one. */
export function poolHost({ member }: Participant, { name, environment }: EngineHost): EngineHost {
  return { name: `${name} (${member.name})`, environment };
}

/** A room of a member, as one of the pool's. */
export function poolRoom({ one, registry, watches }: MemberRooms, room: SiteRoom): SiteRoom {
  return {
    name: `${room.name} on ${one.member.name}`,
    host: poolHost(one, room.host),
    registry,
    startTrial: async (specification, cancel) => {
      if (one.lost !== undefined) return { kind: 'not-started', message: lostText(one) };
      const lost = one.whenLost.then((): TrialStart => ({ kind: 'not-started', message: lostText(one) }));
      const start = await Promise.race([room.startTrial(specification, cancel), lost]);
      return start.kind === 'started' ? { ...start, container: poolTrial(start.container, one, watches) } : start;
    },
    health: () => healthOf(one, room),
  };
}

async function healthOf(one: Participant, room: SiteRoom): Promise<RoomHealth> {
  if (one.lost !== undefined) return { kind: 'broken', message: lostText(one) };
  const ask = async (): Promise<RoomHealth> => (await room.health?.()) ?? { kind: 'sound' };
  try {
    return await ask();
  } catch (thrown) {
    if (await one.answers()) return ask();
    if (one.lost === undefined) throw thrown;
    return { kind: 'broken', message: lostText(one) };
  }
}

/** Nobody waits for a trial on a host that takes part no more. */
function poolTrial(container: TrialContainer, one: Participant, watches: boolean): TrialContainer {
  const unlessLost = <T>(answer: Promise<T>, lost: (message: string) => T): Promise<T> =>
    Promise.race([answer, one.whenLost.then(() => lost(lostText(one)))]);
  return {
    name: container.name,
    // Trials of one run are seen alike, wherever they run.
    watch: watches ? container.watch : async () => null,
    evidence: (isBuilder, deadlineMs) =>
      unlessLost(container.evidence(isBuilder, deadlineMs), (message) => ({ kind: 'unreadable', message })),
    feed: (context) => unlessLost(container.feed(context), (message) => ({ kind: 'broken', message })),
    ending: (deadlineMs, cancel) =>
      unlessLost(container.ending(deadlineMs, cancel), (message) => ({ kind: 'lost', message })),
    output: () => unlessLost(container.output(), () => null),
    registryUse: () => unlessLost(container.registryUse(), () => null),
    remove: () => unlessLost(container.remove(), () => undefined),
  };
}

function lostText({ member, lost }: Participant): string {
  return `${member.name} takes part no more: ${lost}`;
}
