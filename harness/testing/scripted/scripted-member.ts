import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MemberSite, MovableRepositories, PoolMember } from '../../engine/pool/pool-member.ts';
import type { Engine, Site, SiteRegistry, SiteRoom } from '../../engine/port.ts';
import type { Ending, TrialContainer } from '../../engine/trial-port.ts';
import { HarnessError } from '../../errors.ts';
import type { ScriptedEngine } from './scripted-engine.ts';
import type { RegistryFiles } from './stored-images.ts';

/** A member of a pool that can die, as a machine does: from then on nothing is answered. */
export interface ScriptedMember {
  readonly member: PoolMember;
  readonly engine: ScriptedEngine;
  die(): void;
}

/** A scripted engine as a member of a pool; `files` is what the registries of its sites hold. */
export function scriptedMember(name: string, engine: ScriptedEngine, files: RegistryFiles): ScriptedMember {
  let isDead = false;
  const alive: Alive = async (act) => {
    if (isDead) throw new HarnessError('ENGINE_UNREACHABLE', `Cannot reach ${name}`);
    const result = await act();
    if (isDead) throw new HarnessError('ENGINE_UNREACHABLE', `Cannot reach ${name}`);
    return result;
  };
  const mortal = mortalEngine(engine, alive);
  const marks = new Set<string>();
  return {
    engine,
    die: () => {
      isDead = true;
    },
    member: {
      name,
      id: name,
      engine: mortal,
      openSite: async (specification) =>
        mortalSite(await alive(() => engine.openSite(specification)), repositoriesIn(files), alive),
      ping: () => alive(async () => undefined),
      mark: {
        leave: async (mark) => void marks.add(mark),
        isSeen: async (mark) => marks.has(mark),
        remove: async (mark) => void marks.delete(mark),
      },
      saveImage: (reference) =>
        alive(async () => {
          const image = await engine.images.find(reference);
          if (image === undefined) throw new Error(`there is no ${reference}`);
          return Readable.from([JSON.stringify({ reference, image })]);
        }),
      loadImage: (archive) =>
        alive(async () => {
          const { reference, image } = JSON.parse((await archive.toArray()).join(''));
          engine.give(reference, image);
        }),
    },
  };
}

/** Does something, unless the engine is dead before or after it. */
type Alive = <T>(act: () => Promise<T>) => Promise<T>;

function mortalEngine(engine: Engine, alive: Alive): Engine {
  return {
    ...engine,
    images: {
      ...engine.images,
      find: (reference) => alive(() => engine.images.find(reference)),
      fetch: (reference, credentials) => alive(() => engine.images.fetch(reference, credentials)),
    },
    hosts: () => alive(engine.hosts),
    runOnce: (specification) => alive(() => engine.runOnce(specification)),
    owned: (run) => alive(() => engine.owned(run)),
    remove: (objects) => alive(() => engine.remove(objects)),
  };
}

function mortalSite(site: Site, repositories: MovableRepositories, alive: Alive): MemberSite {
  return {
    ...site,
    repositories: {
      has: (repository) => alive(() => repositories.has(repository)),
      read: (repository) => alive(() => repositories.read(repository)),
      write: (repository, content) => alive(() => repositories.write(repository, content)),
    },
    registry: mortalRegistry(site.registry, alive),
    makeRooms: async (wanted) => {
      const { none, egress } = await alive(() => site.makeRooms(wanted));
      const mortal = (room: SiteRoom): SiteRoom => mortalRoom(room, alive);
      return { none: none.map(mortal), egress: egress.map(mortal) };
    },
    replaceRoom: async (room) => {
      const made = await alive(() => site.replaceRoom(room));
      return made === null ? null : mortalRoom(made, alive);
    },
    close: () => alive(() => site.close()),
  };
}

function mortalRegistry(registry: SiteRegistry, alive: Alive): SiteRegistry {
  return {
    ...registry,
    source: {
      manifest: (repository, reference) => alive(() => registry.source.manifest(repository, reference)),
      blob: (repository, digest) => alive(() => registry.source.blob(repository, digest)),
    },
    supply: (supply) => alive(() => registry.supply(supply)),
    copyRepository: (from, to) => alive(() => registry.copyRepository(from, to)),
  };
}

function mortalRoom(room: SiteRoom, alive: Alive): SiteRoom {
  return {
    ...room,
    startTrial: async (specification) => {
      try {
        const start = await alive(() => room.startTrial(specification));
        return start.kind === 'started' ? { ...start, container: mortalTrial(start.container, alive) } : start;
      } catch (thrown) {
        return { kind: 'not-started', message: String(thrown) };
      }
    },
    health: async () => alive(async () => (await room.health?.()) ?? { kind: 'sound' }),
  };
}

function mortalTrial(container: TrialContainer, alive: Alive): TrialContainer {
  return {
    ...container,
    ending: (deadlineMs, cancel) => alive(() => container.ending(deadlineMs, cancel)).catch(givenUp),
    output: () => alive(() => container.output()).catch(() => null),
    remove: () => alive(() => container.remove()),
  };
}

/** As an engine's own patience ends. */
async function givenUp(): Promise<Ending> {
  await sleep(200);
  return { kind: 'lost', message: 'the engine does not answer' };
}

function repositoriesIn(files: RegistryFiles): MovableRepositories {
  const pathsOf = (name: string): string[] =>
    [...files.keys()].filter((path) => path.startsWith(`repositories/${name}/`));
  return {
    has: async (name) => pathsOf(name).length > 0,
    read: async (name) => {
      const paths = pathsOf(name);
      if (paths.length === 0) return undefined;
      const names = Buffer.from(JSON.stringify(paths.map((path) => [path, files.get(path)?.toString('base64')])));
      return { names, digests: [], content: async () => Readable.from([]) };
    },
    write: async (_, { names }) => {
      for (const [path, bytes] of JSON.parse(names.toString())) files.set(path, Buffer.from(bytes, 'base64'));
    },
  };
}
