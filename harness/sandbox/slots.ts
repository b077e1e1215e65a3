import type { Engine, Labels } from '../engine/port.ts';
import { together } from './together.ts';

/** The slots of one network. Each is a sleeping container that owns a network namespace; trials join it one at a time. */
export interface SlotPool {
  /** Runs `work` with a free slot, waiting for one if need be. */
  use<T>(work: (slot: string) => Promise<T>): Promise<T>;
}

/** The slots to start. */
export interface SlotSettings {
  readonly names: readonly string[];
  readonly image: string;
  readonly network: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly nameServers: readonly string[];
  readonly labels: Labels;
}

/** Starts the slots' containers. */
export async function startSlots(engine: Engine, settings: SlotSettings): Promise<SlotPool> {
  await together(
    settings.names.map((name) =>
      engine.startService({
        name,
        image: settings.image,
        command: ['/bin/sh', '-c', 'while :; do sleep 86400; done'],
        environment: {},
        networks: [settings.network],
        hosts: settings.hosts,
        nameServers: settings.nameServers,
        labels: settings.labels,
      }),
    ),
  );
  return createPool(settings.names);
}

function createPool(names: readonly string[]): SlotPool {
  const free = [...names];
  const waiting: ((slot: string) => void)[] = [];
  const take = (): Promise<string> => {
    const slot = free.pop();
    return slot === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(slot);
  };
  const give = (slot: string): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(slot);
    else next(slot);
  };
  return {
    async use(work) {
      const slot = await take();
      try {
        return await work(slot);
      } finally {
        give(slot);
      }
    },
  };
}
