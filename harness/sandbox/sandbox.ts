import { commonEnvironment } from '../engine/common-environment.ts';
import { within } from '../engine/deadline.ts';
import { isOrphan, ownershipOf } from '../engine/ownership.ts';
import type { Engine, Isolation, Site, SiteRegistry, SiteRoom, SiteRooms, SiteView } from '../engine/port.ts';
import { together } from '../engine/together.ts';
import { HarnessError, messageOf } from '../errors.ts';
import type { EngineEnvironment } from '../vocabulary/engine-environment.ts';
import { guardedRoom } from './guarded-room.ts';
import { withLeftovers } from './leftovers.ts';
import { createRoomPool, type ReplaceRoom, type RoomPool } from './room-pool.ts';
import { type SweepOutcome, sweepFinally, sweepRun } from './sweep.ts';

/** What a run needs around its trials. */
export interface SandboxSettings {
  /** The run's id; the beginning of every name on the engine. */
  readonly run: string;
  /** An image with `/bin/registry` and a shell. */
  readonly auxiliaryImage: string;
  /** Whether the kernel's capability checks are to be watched, where they can be. */
  readonly watchKernel: boolean;
  /** Whether a trial is to run without a filter on system calls. @default false */
  readonly unconfined?: boolean;
  /** Hears what the engine can do less of than before. @default nobody listens */
  readonly tell?: (text: string) => void;
}

/** The rooms that a run needs. */
export interface WantedRooms {
  /** How many trials run at once. */
  readonly slots: number;
  /** How many of them may share a pod, and take turns in it. @default 1 */
  readonly trialsPerPod?: number;
  /** Whether a case of the run asks for the internet. */
  readonly egress: boolean;
  /** Registry hosts in whose place the sandbox's registry is found, for builders that take no option for it. */
  readonly redirectedHosts: readonly string[];
}

/** The surroundings of a run's trials: a registry, and rooms that reach it. */
export interface Sandbox {
  readonly registry: SiteRegistry;
  /** How the processes of its trials are seen. */
  view(): Promise<SiteView>;
  /** Whether the trials of rooms reach no more than they are to, tried with a free one; null where the engine itself sees to it. */
  isolation(rooms: SandboxRooms): Promise<Isolation | null>;
  /**
   * Makes the rooms, once. The registry can be filled meanwhile.
   *
   * @throws HarnessError if the engine cannot make them, or offers rooms whose trials could not be compared.
   */
  makeRooms(wanted: WantedRooms): Promise<SandboxRooms>;
  /**
   * Looks at the engine, at the rooms, of which it replaces the broken ones, and at the registry, while no trial runs.
   *
   * @throws HarnessError naming what is broken now.
   */
  mend(rooms: SandboxRooms): Promise<Mending>;
  /** What was lost last since somebody mended, as far as trials can go on without it; undefined if nothing was. */
  loss(): string | undefined;
  /**
   * Removes everything of the run from the engine, and tries again for a while, without pauses once `hurry` fires. Never rejects: it
   * tells what may be left.
   */
  close(hurry?: AbortSignal): Promise<SweepOutcome>;
}

/** What came of a look at all that trials need. */
export type Mending =
  /** `replaced` counts the rooms that were replaced, and what was lost since somebody last looked. */
  | { readonly kind: 'whole'; readonly replaced: number }
  /** Something never comes back, however long one waits. */
  | { readonly kind: 'gone'; readonly message: string };

/** The rooms of a sandbox, lent to one trial at a time. */
export interface SandboxRooms {
  readonly all: SiteRooms;
  /** Free rooms by what their trials can reach. */
  readonly pools: Readonly<Record<keyof SiteRooms, RoomPool>>;
  /** How many rooms other runs had on the engine when these were made. */
  readonly ofOthers: number;
  /** What is the same in all rooms. */
  readonly environment: EngineEnvironment;
}

/**
 * Starts a run's sandbox. What an earlier process of the same run left on the engine is removed first; if the start fails,
 * what had been started is removed again.
 *
 * @throws HarnessError if the engine cannot make it.
 */
export async function openSandbox(engine: Engine, { run, tell, ...rest }: SandboxSettings): Promise<Sandbox> {
  let losses: string[] = [];
  const onLoss = (text: string): void => {
    losses.push(text);
    tell?.(text);
  };
  const sweep = (): Promise<void> => sweepRun(engine, run);
  await sweep();
  try {
    const site = await engine.openSite({ ...rest, tell: onLoss, ownership: ownershipOf(run) });
    return {
      registry: site.registry,
      view: () => site.view(),
      isolation: async ({ all: { none } }) => (none[0] && (await site.isolation?.(none[0]))) ?? null,
      makeRooms: async (wanted) => {
        const [rooms, ofOthers] = await together([makeRooms(site, wanted), roomsOfOthers(engine, run)]);
        return { ...rooms, ofOthers };
      },
      mend: async (rooms) => {
        const mended = await mend(engine, run, { site, rooms });
        if (mended.kind === 'gone') return mended;
        // What is lost is in nobody's way any more.
        const lost = losses.length;
        losses = [];
        return { kind: 'whole', replaced: mended.replaced + lost };
      },
      loss: () => losses.at(-1),
      close: async (hurry) => {
        // It only lets go of the engine; what it made there is swept whether or not that worked.
        await site.close().catch(() => undefined);
        return sweepFinally(engine, run, hurry);
      },
    };
  } catch (thrown) {
    throw withLeftovers(thrown, await sweepFinally(engine, run));
  }
}

/** Those of processes that no longer live use nothing. */
async function roomsOfOthers(engine: Engine, run: string): Promise<number> {
  const rooms = (await engine.owned()).filter(({ isRoom }) => isRoom === true);
  return rooms.filter(({ ownership }) => ownership !== null && ownership.run !== run && !isOrphan(ownership)).length;
}

async function makeRooms(
  site: Site,
  { slots, trialsPerPod = 1, egress, redirectedHosts }: WantedRooms,
): Promise<Omit<SandboxRooms, 'ofOthers'>> {
  const all = await site.makeRooms({
    counts: { none: slots, egress: egress ? slots : 0 },
    trialsPerPod,
    redirectedHosts,
  });
  const replace: ReplaceRoom = async (broken) => {
    const made = await site.replaceRoom(broken);
    return made === null ? null : guardedRoom(made);
  };
  const poolOf = (rooms: readonly SiteRoom[]): RoomPool => createRoomPool(rooms.map(guardedRoom), replace);
  return {
    all,
    pools: { none: poolOf(all.none), egress: poolOf(all.egress) },
    environment: commonEnvironment([...all.none, ...all.egress].map(({ host }) => host)),
  };
}

/** How long the registry may take to say that it does not have an image. */
const REGISTRY_DEADLINE_MS = 10_000;

async function mend(
  engine: Engine,
  run: string,
  { site, rooms }: { readonly site: Site; readonly rooms: SandboxRooms },
): Promise<Mending> {
  // Whatever it gives: the engine answers.
  await engine.owned(run);
  const gone = await site.gone?.();
  if (gone !== undefined) return { kind: 'gone', message: gone };
  const replaced = (await rooms.pools.none.mend()) + (await rooms.pools.egress.mend());
  try {
    await within(REGISTRY_DEADLINE_MS, site.registry.source.manifest('kaniko-caps-absent', 'none'));
  } catch (thrown) {
    throw new HarnessError('REGISTRY_FAILED', `The sandbox's registry does not answer: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
  return { kind: 'whole', replaced };
}
