import type {
  Engine,
  EngineObject,
  ImageSummary,
  Labels,
  Service,
  TransferOutcome,
  TrialSpecification,
} from '../engine/port.ts';
import type { EngineEnvironment } from '../vocabulary/engine-environment.ts';
import { SCRIPTED_ENVIRONMENT } from './scripted-environment.ts';
import { scriptedImages } from './scripted-images.ts';
import { scriptedContainer, type TrialScript } from './scripted-trial.ts';

/** What there is besides trials. */
export interface ScriptedWorld {
  readonly images?: Readonly<Record<string, ImageSummary>>;
  /** References that can be pulled; they are among the images from then on. */
  readonly remoteImages?: Readonly<Record<string, ImageSummary>>;
  /** Opens a file of the services. */
  readonly openFile?: Service['openFile'];
  readonly push?: (reference: string, destination: string) => TransferOutcome;
  readonly environment?: Partial<EngineEnvironment>;
}

/** An engine in memory that does as it is told, and remembers what it was asked. */
export interface ScriptedEngine extends Engine {
  /** What was asked, in order: `startTrial name`, `feed name`, `remove name`, ... */
  readonly calls: readonly string[];
  /** Every trial that was asked for, the ones that did not start among them. */
  readonly trials: readonly TrialSpecification[];
  /** What exists now: a test asserts that nothing is left. */
  readonly objects: readonly EngineObject[];
}

/** Makes a scripted engine. */
export function scriptedEngine(script: TrialScript, world: ScriptedWorld = {}): ScriptedEngine {
  const calls: string[] = [];
  const trials: TrialSpecification[] = [];
  const objects = new Map<string, EngineObject>();
  const images = new Map(Object.entries(world.images ?? {}));
  const add = (kind: EngineObject['kind'], name: string, labels: Labels): void => {
    const taken = objects.get(name);
    if (taken !== undefined && kind === 'network') throw new Error(`the network ${name} exists already`);
    objects.set(name, { kind, id: name, name, labels, running: kind === 'container' });
  };
  const addresses = (networks: readonly string[]): Record<string, string> =>
    Object.fromEntries(networks.map((network, index) => [network, `10.0.${index}.2`]));
  return {
    calls,
    trials,
    get objects() {
      return [...objects.values()];
    },
    environment: async () => ({ ...SCRIPTED_ENVIRONMENT, ...world.environment }),
    images: scriptedImages(images, world, calls),
    createNetwork: async ({ name, labels }) => {
      calls.push(`createNetwork ${name}`);
      add('network', name, labels);
    },
    startService: async ({ name, labels, networks }): Promise<Service> => {
      calls.push(`startService ${name}`);
      add('container', name, labels);
      const openFile = world.openFile ?? (async () => undefined);
      // Nothing listens, so no port is published: as on an engine that is far away.
      return { name, addresses: addresses(networks), hostPort: undefined, openFile };
    },
    prepareEvidence: async () => {
      calls.push('prepareEvidence');
    },
    prepareWitness: async () => {
      calls.push('prepareWitness');
      return { kind: 'unavailable', reason: 'the engine is a script' };
    },
    startTrial: async (specification) => {
      const { name } = specification;
      calls.push(`startTrial ${name}`);
      trials.push(specification);
      const attempt = trials.filter((trial) => trial.name === name).length;
      const scripted = script(specification, attempt);
      if (scripted.start !== undefined) return scripted.start;
      add('container', name, specification.labels);
      const remove = (): void => void objects.delete(name);
      return { kind: 'started', container: scriptedContainer(specification, scripted, { calls, remove }) };
    },
    list: async (labels) => [...objects.values()].filter((object) => carries(object.labels, labels)),
    remove: async ({ name }) => {
      calls.push(`remove ${name}`);
      objects.delete(name);
    },
    close: async () => {
      calls.push('close');
    },
  };
}

function carries(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
