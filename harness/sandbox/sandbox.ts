import { commonEnvironment } from '../engine/common-environment.ts';
import { ownershipOf } from '../engine/ownership.ts';
import type { Engine, Site } from '../engine/port.ts';
import type { EngineEnvironment } from '../vocabulary/engine-environment.ts';
import { createRoomPool, type RoomPool } from './room-pool.ts';
import { sweepRun } from './sweep.ts';

/** What a run needs around its trials. */
export interface SandboxSettings {
  /** The run's id; the beginning of every name on the engine. */
  readonly run: string;
  /** An image with `/bin/registry` and a shell. */
  readonly auxiliaryImage: string;
  /** How many trials run at once. */
  readonly slots: number;
  /** Whether a case of the run asks for the internet. */
  readonly egress: boolean;
  /** Whether the kernel's capability checks are to be watched, where they can be. */
  readonly watchKernel: boolean;
  /** Registry hosts in whose place the sandbox's registry is found, for builders that take no option for it. */
  readonly redirectedHosts: readonly string[];
}

/** The surroundings of a run's trials: a registry, and rooms that reach it, lent to one trial at a time. */
export interface Sandbox {
  readonly site: Site;
  /** Free rooms by what their trials can reach. */
  readonly pools: Readonly<Record<keyof Site['rooms'], RoomPool>>;
  /** What is the same in all rooms. */
  readonly environment: EngineEnvironment;
  /** Removes everything of the run from the engine. */
  close(): Promise<void>;
}

/**
 * Starts a run's sandbox. What an earlier process of the same run left on the engine is removed first; if the start fails,
 * what had been started is removed again.
 *
 * @throws HarnessError if the engine cannot make it, or offers rooms whose trials could not be compared.
 */
export async function openSandbox(engine: Engine, settings: SandboxSettings): Promise<Sandbox> {
  const { run, slots, egress, ...rest } = settings;
  const sweep = (): Promise<void> => sweepRun(engine, run);
  await sweep();
  try {
    const rooms = { none: slots, egress: egress ? slots : 0 };
    const site = await engine.openSite({ ...rest, ownership: ownershipOf(run), rooms });
    return await sandboxIn(site, sweep);
  } catch (thrown) {
    await sweep().catch(() => undefined);
    throw thrown;
  }
}

async function sandboxIn(site: Site, sweep: () => Promise<void>): Promise<Sandbox> {
  const close = async (): Promise<void> => {
    await site.close();
    await sweep();
  };
  try {
    const { none, egress } = site.rooms;
    const environment = commonEnvironment([...none, ...egress].map(({ host }) => host));
    return { site, pools: { none: createRoomPool(none), egress: createRoomPool(egress) }, environment, close };
  } catch (thrown) {
    await site.close();
    throw thrown;
  }
}
