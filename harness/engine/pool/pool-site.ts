import { within } from '../deadline.ts';
import type {
  EngineImages,
  RoomsSpecification,
  Site,
  SiteRoom,
  SiteRooms,
  SiteSpecification,
  SiteView,
  WitnessSource,
} from '../port.ts';
import { together } from '../together.ts';
import type { MemberSite } from './pool-member.ts';
import { type MemberSites, memberRegistry, poolRegistry } from './pool-registry.ts';
import { type MemberRooms, poolRoom } from './pool-rooms.ts';
import type { Participant, Roster } from './roster.ts';
import { shareRooms } from './share-rooms.ts';

/** What the sites of a pool are made with. */
export interface PoolMeans {
  readonly roster: Roster;
  readonly images: EngineImages;
}

/** Opens a site on each member. The rooms of all are one queue. */
export async function openPoolSite({ roster, images }: PoolMeans, specification: SiteSpecification): Promise<Site> {
  // All are to be there at the beginning; what is on each is as it must be.
  await images.find(specification.auxiliaryImage);
  const sites: MemberSites = new Map(
    await together(roster.living().map(async (one) => [one, await one.member.openSite(specification)] as const)),
  );
  const stop = new AbortController();
  roster.watch(stop.signal, specification.tell ?? (() => undefined));
  const origins = new Map<string, Origin>();
  const wrap = (rooms: MemberRooms, room: SiteRoom): SiteRoom => {
    const wrapped = poolRoom(rooms, room);
    origins.set(wrapped.name, { rooms, room });
    return wrapped;
  };
  const view = (): Promise<SiteView> => commonView(sites);
  return {
    registry: poolRegistry(roster, images, sites),
    view,
    makeRooms: async (wanted) => {
      const [made, { witness }] = await together([makeRooms(sites, wanted), view()]);
      const watches = witness.kind === 'watching';
      const roomsOf = (reach: keyof SiteRooms): SiteRoom[] =>
        inTurn(
          made.map(({ one, rooms }) => {
            const means = { one, registry: memberRegistry(roster, one, sites), watches };
            return rooms[reach].map((room) => wrap(means, room));
          }),
        );
      return { none: roomsOf('none'), egress: roomsOf('egress') };
    },
    replaceRoom: (broken) => replaceRoom(broken, { sites, origins, wrap }),
    close: async () => {
      stop.abort();
      const closing = [...sites].map(([{ whenLost }, site]) =>
        // Nobody waits for what cannot be closed.
        Promise.race([site.close().catch(() => undefined), whenLost]),
      );
      await together(closing);
    },
  };
}

/** What a room of the pool is made of. */
interface Origin {
  readonly rooms: MemberRooms;
  readonly room: SiteRoom;
}

interface MadeRooms {
  readonly one: Participant;
  readonly rooms: SiteRooms;
}

async function makeRooms(sites: MemberSites, wanted: RoomsSpecification): Promise<readonly MadeRooms[]> {
  const members = [...sites];
  const cpus = await together(
    members.map(async ([{ member }]) =>
      (await member.engine.hosts()).reduce((sum, { environment }) => sum + environment.cpus, 0),
    ),
  );
  const none = shareRooms(wanted.counts.none, cpus);
  const egress = shareRooms(wanted.counts.egress, cpus);
  return together(
    members.map(async ([one, site], index) => ({
      one,
      rooms: await site.makeRooms({ ...wanted, counts: { none: none[index] ?? 0, egress: egress[index] ?? 0 } }),
    })),
  );
}

/** One of each, again and again: whoever takes rooms from either end gets them of all. */
function inTurn<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

async function replaceRoom(
  broken: SiteRoom,
  {
    sites,
    origins,
    wrap,
  }: {
    readonly sites: MemberSites;
    readonly origins: ReadonlyMap<string, Origin>;
    readonly wrap: (rooms: MemberRooms, room: SiteRoom) => SiteRoom;
  },
): Promise<SiteRoom | null> {
  const origin = origins.get(broken.name);
  if (origin === undefined) throw new Error(`there is no room ${broken.name}`);
  const { one } = origin.rooms;
  const site = sites.get(one);
  if (site !== undefined && one.lost === undefined) await assertRegistry(one, site);
  if (site === undefined || one.lost !== undefined) return null;
  try {
    const made = await site.replaceRoom(origin.room);
    if (made === null) return null;
    return wrap(origin.rooms, made);
  } catch (thrown) {
    if (await one.answers()) throw thrown;
    if (one.lost === undefined) throw thrown;
    return null;
  }
}

/** How long the registry of a member may take to say that it does not have an image. */
const REGISTRY_DEADLINE_MS = 10_000;

/** A daemon that was restarted has ended the registry too, and with it what its trials left. */
async function assertRegistry(one: Participant, { registry }: MemberSite): Promise<void> {
  const asked = registry.source.manifest('kaniko-caps-absent', 'none');
  await within(REGISTRY_DEADLINE_MS, asked).catch(() => one.giveUp('its registry is gone'));
}

/** What is seen on every member: trials of one run are to be seen alike. */
async function commonView(sites: MemberSites): Promise<SiteView> {
  const views = await together(
    [...sites].map(async ([{ member }, site]) => ({ name: member.name, view: await site.view() })),
  );
  const unreadable = views.find(({ view }) => view.evidence.kind === 'unreadable');
  const sources = new Set(views.flatMap(({ view }) => (view.evidence.kind === 'readable' ? [view.evidence.from] : [])));
  return {
    evidence: unreadable?.view.evidence ?? { kind: 'readable', from: [...sources].join(', ') },
    witness: commonWitness(views),
  };
}

function commonWitness(views: readonly { readonly name: string; readonly view: SiteView }[]): WitnessSource {
  let callsUnseen: string | null = null;
  for (const { name, view } of views) {
    if (view.witness.kind === 'unavailable') return { kind: 'unavailable', reason: `${name}: ${view.witness.reason}` };
    callsUnseen ??= view.witness.callsUnseen;
  }
  return { kind: 'watching', callsUnseen };
}
