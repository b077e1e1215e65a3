import { intersection } from '../../capabilities/capability-set.ts';
import type {
  EngineHost,
  ImageSupply,
  Site,
  SiteRoom,
  SiteRooms,
  SiteSpecification,
  SupplyOutcome,
} from '../../engine/port.ts';
import type { TrialSpecification, TrialStart } from '../../engine/trial-port.ts';
import { createFilesystemRegistry } from '../../image/registry/filesystem-registry.ts';
import type { RegistrySource } from '../../image/registry/registry-source.ts';
import type { ScriptedWorld } from './scripted-engine.ts';
import { scriptedImages } from './scripted-images.ts';
import type { ScriptedState } from './scripted-state.ts';
import { scriptedContainer, type TrialScript } from './scripted-trial.ts';
import { copyRepository, openStored, type RegistryFiles, storeImage } from './stored-images.ts';

/** What the registries of a scripted engine's sites hold; the same for all of them. */
export interface ScriptedRegistry {
  readonly source: RegistrySource;
  /** Stores an image under `repository:tag`, and gives its digest. */
  store(reference: string, name: string): string;
  /** Makes a repository with all that another one holds. */
  copy(from: string, to: string): void;
}

/** How trials name the registry of a scripted site. */
export const SCRIPTED_REGISTRY = 'registry.scripted:80';

/** A registry in memory. What is put into it has no layers unless `store` gives it some. */
export function scriptedRegistry(
  files: RegistryFiles = new Map(),
  store = (_reference: string, name: string): string => storeImage(files, name, [], {}),
): ScriptedRegistry {
  const copy = (from: string, to: string): void => copyRepository(files, from, to);
  return { source: createFilesystemRegistry('/files', openStored(files, '/files')), store, copy };
}

/** What a site is made with. */
interface Means {
  readonly state: ScriptedState;
  readonly script: TrialScript;
  readonly world: ScriptedWorld;
}

/** Opens a site, if nothing has the names that it needs. */
export function openScriptedSite(specification: SiteSpecification, means: Means): Site {
  const { ownership, auxiliaryImage, watchKernel } = specification;
  const { state, world } = means;
  state.ask(`openSite ${ownership.run}`);
  if (state.image(auxiliaryImage) === undefined) throw new Error(`no such image: ${auxiliaryImage}`);
  const add = (kind: string, name: string): string => {
    if (!state.add(kind, name, ownership)) throw new Error(`the ${kind} ${name} exists already`);
    return name;
  };
  add('registry', `${ownership.run}-registry`);
  const site = new OpenSite(means, watchKernel);
  const roomsOf = (reach: keyof SiteRooms, count: number): SiteRoom[] =>
    Array.from({ length: count }, (_, index) =>
      // Around all hosts, as an engine with several would do.
      site.room(add('room', `${ownership.run}-${reach}-${index}`), hostOf(state.hosts, index)),
    );
  const registry = world.registry ?? scriptedRegistry();
  return {
    registry: {
      address: SCRIPTED_REGISTRY,
      source: registry.source,
      supply: (supply) => site.supply(registry, supply),
      copyRepository: async (from, to) => {
        site.ask(`copyRepository ${from} ${to}`);
        registry.copy(from, to);
      },
    },
    makeRooms: async ({ counts }) => {
      site.ask(`makeRooms ${ownership.run}`);
      return { none: roomsOf('none', counts.none), egress: roomsOf('egress', counts.egress) };
    },
    replaceRoom: async ({ name, host }) => {
      site.ask(`replaceRoom ${name}`);
      state.remove(name);
      return site.room(add('room', name), host);
    },
    ...(world.isolation !== undefined && { isolation: async () => world.isolation ?? { kind: 'enforced' } }),
    view: async () => ({
      evidence: { kind: 'readable', from: 'script' },
      witness: watchKernel ? { kind: 'watching', callsUnseen: null } : { kind: 'unavailable', reason: 'not asked for' },
    }),
    close: async () => site.close(ownership.run),
  };
}

function hostOf(hosts: readonly EngineHost[], index: number): EngineHost {
  const host = hosts[index % hosts.length];
  if (host === undefined) throw new Error('the engine has no host');
  return host;
}

/** A site until it is closed. */
class OpenSite {
  readonly #means: Means;
  readonly #isWatching: boolean;
  readonly #busy = new Map<string, string>();
  #isClosed = false;

  constructor(means: Means, isWatching: boolean) {
    this.#means = means;
    this.#isWatching = isWatching;
  }

  room(name: string, host: EngineHost): SiteRoom {
    const { state } = this.#means;
    return {
      name,
      host,
      startTrial: async (specification) => this.#startTrial(name, specification),
      health: async () =>
        state.has(name) ? { kind: 'sound' } : { kind: 'broken', message: `the room ${name} is gone` },
    };
  }

  async supply(
    registry: ScriptedRegistry,
    { reference, repository, tag, credentials }: ImageSupply,
  ): Promise<SupplyOutcome> {
    const { state, world } = this.#means;
    this.ask(`supply ${reference} as ${repository}:${tag}`);
    if (state.image(reference) === undefined) {
      if (credentials === null) return { kind: 'absent', message: 'the engine does not have it' };
      const fetched = await scriptedImages(state, world.remoteImages).fetch(reference, await credentials());
      if (fetched.kind === 'failed') return { kind: 'absent', message: fetched.message };
    }
    return { kind: 'supplied', digest: registry.store(reference, `${repository}:${tag}`) };
  }

  close(run: string): void {
    this.ask(`closeSite ${run}`);
    this.#isClosed = true;
  }

  #startTrial(room: string, specification: TrialSpecification): TrialStart {
    const { state, script, world } = this.#means;
    const { name, image, capabilities, ownership } = specification;
    this.ask(`startTrial ${name}`);
    const attempt = state.noteTrial(specification);
    const occupant = this.#busy.get(room);
    if (occupant !== undefined) throw new Error(`${name} cannot be in the room ${room}: ${occupant} still is`);
    if (!state.has(room)) return { kind: 'not-started', message: `the room ${room} is gone` };
    if (world.ungrantable !== undefined && intersection(capabilities, world.ungrantable) !== 0n) {
      return { kind: 'ungrantable', message: 'unable to apply caps' };
    }
    const scripted = script(specification, attempt);
    if (scripted.start !== undefined) return scripted.start;
    if (state.image(image) === undefined) return { kind: 'not-started', message: `no such image: ${image}` };
    if (!state.add('container', name, ownership)) return { kind: 'not-started', message: `the name ${name} is taken` };
    this.#busy.set(room, name);
    const container = scriptedContainer(specification, scripted, {
      isWatching: this.#isWatching,
      ask: (call) => this.ask(call),
      remove: () => {
        state.remove(name);
        this.#busy.delete(room);
      },
    });
    return { kind: 'started', container };
  }

  ask(call: string): void {
    if (this.#isClosed) throw new Error(`the site is closed, and was asked: ${call}`);
    this.#means.state.ask(call);
  }
}
