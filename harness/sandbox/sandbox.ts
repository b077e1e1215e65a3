import type { Engine, Labels } from '../engine/port.ts';
import { ownedLabels } from './labels.ts';
import { openRegistry, registryHosts, type SandboxRegistry, startRegistry } from './registry.ts';
import { type SlotPool, startSlots } from './slots.ts';
import { sweepRun } from './sweep.ts';
import { together } from './together.ts';

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

/** The surroundings of a run's trials: a private network, a registry in it, and the slots. */
export interface Sandbox {
  readonly registry: SandboxRegistry;
  /** Slots by what their trials can reach. */
  readonly slots: { readonly none: SlotPool; readonly egress: SlotPool };
  /** Removes everything of the run from the engine. */
  close(): Promise<void>;
}

/**
 * Starts a run's sandbox. What an earlier process of the same run left on the engine is removed first; if the start fails,
 * what had been started is removed again.
 */
export async function openSandbox(engine: Engine, settings: SandboxSettings): Promise<Sandbox> {
  const close = (): Promise<void> => sweepRun(engine, settings.run);
  await close();
  try {
    return { ...(await start(engine, settings)), close };
  } catch (thrown) {
    await close().catch(() => undefined);
    throw thrown;
  }
}

async function start(engine: Engine, settings: SandboxSettings): Promise<Omit<Sandbox, 'close'>> {
  const labels = ownedLabels(settings.run);
  const isolated = `${settings.run}-isolated`;
  const connected = `${settings.run}-egress`;
  await together([
    engine.createNetwork({ name: isolated, internal: true, labels }),
    engine.createNetwork({ name: connected, internal: false, labels }),
  ]);
  const service = await startRegistry(engine, {
    name: `${settings.run}-registry`,
    image: settings.auxiliaryImage,
    networks: [connected, isolated],
    labels,
  });
  const slotsIn = (network: string, count: number): Promise<SlotPool> =>
    startSlots(engine, {
      names: Array.from({ length: count }, (_, index) => `${network}-slot-${index}`),
      image: settings.auxiliaryImage,
      network,
      hosts: registryHosts(service, network, settings.redirectedHosts),
      // No name is looked up outside on behalf of an isolated trial: the engine's own resolver would do so for it.
      nameServers: network === isolated ? ['127.0.0.1'] : [],
      labels,
    });
  const [registry, none, egress] = await together([
    openRegistry(engine, service),
    slotsIn(isolated, settings.slots),
    slotsIn(connected, settings.egress ? settings.slots : 0),
    prepareView(engine, settings, labels),
  ]);
  return { registry, slots: { none, egress } };
}

/** Where the kernel is watched depends on where the evidence is read. */
async function prepareView(engine: Engine, settings: SandboxSettings, labels: Labels): Promise<void> {
  await engine.prepareEvidence(settings.auxiliaryImage, labels);
  if (settings.watchKernel) await engine.prepareWitness();
}
