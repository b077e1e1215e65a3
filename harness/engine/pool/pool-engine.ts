import { randomUUID } from 'node:crypto';
import { HarnessError } from '../../errors.ts';
import { commonEnvironment } from '../common-environment.ts';
import { isTrace } from '../kernel-witness/left-traces.ts';
import type { Engine, EngineHost, OwnedObject } from '../port.ts';
import { together } from '../together.ts';
import { poolImages } from './pool-images.ts';
import type { PoolMember } from './pool-member.ts';
import { poolHost } from './pool-rooms.ts';
import { openPoolSite } from './pool-site.ts';
import { createRoster, type Participant, type Patience, type Roster } from './roster.ts';

/**
 * Several engines as one. Trials run on all of them, so all are to be alike.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED naming two that differ, ENGINE_CHOICE if two are the same.
 */
export async function poolEngine(members: readonly PoolMember[], patience?: Patience): Promise<Engine> {
  await assertDistinct(members);
  const roster = createRoster(members, patience);
  const hosts = await hostsOf(roster);
  commonEnvironment(hosts);
  const images = poolImages(roster);
  const homes = new WeakMap<OwnedObject, Participant>();
  return {
    kind: roster.first().member.engine.kind,
    foundBy: '--host',
    images,
    seccompFileObstacle:
      members.map(({ engine }) => engine.seccompFileObstacle).find((found) => found !== null) ?? null,
    hosts: async () => hosts,
    runOnce: (specification) => roster.first().member.engine.runOnce(specification),
    openSite: (specification) => openPoolSite({ roster, images }, specification),
    owned: async (run) => {
      const owned = await ownedOf(roster, run);
      for (const [object, home] of owned) homes.set(object, home);
      return [...owned.keys()];
    },
    remove: (objects) => removeAll(objects, homes),
    close: async () => {
      await together(members.map(({ engine }) => engine.close()));
    },
  };
}

async function assertDistinct(members: readonly PoolMember[]): Promise<void> {
  for (const [index, one] of members.entries()) {
    for (const other of members.slice(0, index)) {
      if (one.id !== other.id || !(await isOneEngine(one, other))) continue;
      throw new HarnessError('ENGINE_CHOICE', `${other.name} and ${one.name} are the same engine`, {
        hint: 'Name each engine once.',
      });
    }
  }
}

async function isOneEngine(one: PoolMember, other: PoolMember): Promise<boolean> {
  const mark = `kaniko-caps-mark-${randomUUID()}`;
  await one.mark.leave(mark);
  try {
    return await other.mark.isSeen(mark);
  } finally {
    await one.mark.remove(mark);
  }
}

async function hostsOf(roster: Roster): Promise<readonly EngineHost[]> {
  const hosts = await together(
    roster.all.map(async (one) => (await one.member.engine.hosts()).map((host) => poolHost(one, host))),
  );
  return hosts.flat();
}

/** What is on a member that does not answer is not known: one object stands for all of it, and cannot be removed. */
async function ownedOf(roster: Roster, run: string | undefined): Promise<Map<OwnedObject, Participant>> {
  const owned = new Map<OwnedObject, Participant>();
  const traces = new Set<string>();
  const lists = await together(
    roster.all.map(async (one) => {
      if (one.lost !== undefined && !(await one.isThere())) return [unknownOf(one, run)];
      return one.member.engine.owned(run);
    }),
  );
  for (const [index, one] of roster.all.entries()) {
    for (const object of lists[index] ?? []) {
      // What is left in the kernel of this host is no engine's, and each of them lists it.
      if (isTrace(object) && traces.has(object.id)) continue;
      if (isTrace(object)) traces.add(object.id);
      owned.set(object, one);
    }
  }
  return owned;
}

/** What may be left on an engine that does not answer. */
const UNKNOWN = 'what is left on an engine';

function unknownOf({ member }: Participant, run: string | undefined): OwnedObject {
  return {
    kind: UNKNOWN,
    id: member.name,
    name: `${run === undefined ? 'everything' : `everything of ${run}`} on ${member.name}`,
    ownership: null,
  };
}

async function removeAll(
  objects: readonly OwnedObject[],
  homes: WeakMap<OwnedObject, Participant>,
): Promise<OwnedObject[]> {
  const byHome = new Map<Participant, OwnedObject[]>();
  for (const object of objects) {
    const home = homes.get(object);
    if (home !== undefined) byHome.set(home, [...(byHome.get(home) ?? []), object]);
  }
  const removing = await Promise.allSettled(
    [...byHome].map(async ([{ member }, own]) => {
      const unknown = own.find(({ kind }) => kind === UNKNOWN);
      if (unknown === undefined) return member.engine.remove(own);
      const wayOut = `kaniko-caps gc --engine ${member.engine.kind} --host ${member.name}`;
      throw new HarnessError('ENGINE_UNREACHABLE', `it does not answer; once it does: ${wayOut}`);
    }),
  );
  const failed = removing.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return removing.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
}
