import { describe, expect, it } from 'vitest';
import { ownershipOf } from '../engine/ownership.ts';
import type { EngineHost } from '../engine/port.ts';
import { type ScriptedEngine, type ScriptedWorld, scriptedEngine } from '../testing/scripted/scripted-engine.ts';
import { scriptedImage } from '../testing/scripted/scripted-images.ts';
import { scriptedRegistry } from '../testing/scripted/scripted-site.ts';
import { SCRIPTED_HOST } from '../testing/scripted/scripted-state.ts';
import {
  digestOf,
  gzipLayer,
  type RegistryFiles,
  type StoredLayer,
  storeImage,
} from '../testing/scripted/stored-images.ts';
import { pinBase } from './base-images.ts';
import { openSandbox } from './sandbox.ts';
import { sweepOrphans } from './sweep.ts';

const SETTINGS = {
  run: 'run-1',
  auxiliaryImage: 'aux:1',
  watchKernel: false,
};

/** A layer with a compression that nobody knows. */
function unreadable(archive: Buffer): StoredLayer {
  return { mediaType: 'application/vnd.oci.image.layer.v1.tar+other', bytes: archive };
}

const ROOMS = { slots: 2, egress: false, redirectedHosts: [] };

function engineWith(world: ScriptedWorld = {}): ScriptedEngine {
  return scriptedEngine(() => ({}), { images: { 'aux:1': scriptedImage() }, ...world });
}

const hostWith = (name: string, kernel: string): EngineHost => ({
  name,
  environment: { ...SCRIPTED_HOST.environment, kernel },
});

describe('a sandbox', () => {
  it('has as many rooms as trials may run at once, and those with the internet only where a case asks for it', async () => {
    const engine = engineWith();
    const { all, environment } = await (await openSandbox(engine, SETTINGS)).makeRooms(ROOMS);
    expect([all.none.length, all.egress.length]).toEqual([2, 0]);
    expect(environment).toBe(SCRIPTED_HOST.environment);
    const other = await openSandbox(engine, { ...SETTINGS, run: 'run-2' });
    const { all: connected } = await other.makeRooms({ ...ROOMS, egress: true });
    expect([connected.none.length, connected.egress.length]).toEqual([2, 2]);
  });

  it('takes the place of what an earlier process of the run left, and leaves nothing when closed', async () => {
    const engine = engineWith();
    await (await openSandbox(engine, SETTINGS)).makeRooms(ROOMS);
    const again = await openSandbox(engine, SETTINGS);
    await again.makeRooms(ROOMS);
    expect(engine.objects).toHaveLength(3);
    await again.close();
    expect(engine.objects).toEqual([]);
  });

  it('leaves nothing where it cannot be opened', async () => {
    const engine = engineWith();
    const broken = {
      ...engine,
      openSite: async (...asked: Parameters<typeof engine.openSite>) => {
        await engine.openSite(...asked);
        throw new Error('no network is left');
      },
    };
    await expect(openSandbox(broken, SETTINGS)).rejects.toThrow('no network is left');
    expect(engine.objects).toEqual([]);
  });

  it('has rooms on several hosts, if their trials can be compared', async () => {
    const engine = engineWith({ hosts: [hostWith('a', '6.8.0'), hostWith('b', '6.8.0')] });
    const { all } = await (await openSandbox(engine, SETTINGS)).makeRooms(ROOMS);
    expect(all.none.map(({ host }) => host.name)).toEqual(['a', 'b']);
  });

  it('has no rooms on hosts that differ in what can change an answer', async () => {
    const engine = engineWith({ hosts: [hostWith('a', '6.8.0'), hostWith('b', '6.9.0')] });
    const sandbox = await openSandbox(engine, SETTINGS);
    await expect(sandbox.makeRooms(ROOMS)).rejects.toMatchObject({
      code: 'ENGINE_UNSUPPORTED',
      message: `The engine's hosts differ: kernel is "6.8.0" on a and "6.9.0" on b`,
    });
    await sandbox.close();
    expect(engine.objects).toEqual([]);
    expect(engine.calls).toContain('closeSite run-1');
  });
});

describe('a base image', () => {
  const request = {
    reference: 'base:1',
    repository: 'library/base',
    tag: '1',
    substitute: undefined,
    credentials: async () => undefined,
  };

  it('is fetched only where the engine does not have it', async () => {
    const remoteImages = { 'base:1': scriptedImage() };
    const engine = engineWith({ remoteImages });
    const { registry } = await openSandbox(engine, SETTINGS);
    for (let time = 0; time < 2; time += 1) {
      expect(await pinBase(registry, request)).toMatchObject({
        kind: 'pinned',
        base: { reference: 'base:1', source: 'base:1', digest: expect.stringMatching(/^sha256:/) },
      });
    }
    expect(engine.calls.filter((call) => call.startsWith('fetch'))).toEqual(['fetch base:1']);
    expect(await registry.source.manifest('library/base', '1')).toBeDefined();
  });

  it.each([
    ['are known', gzipLayer, []],
    ['are unknown where a layer cannot be read', unreadable, null],
  ])('has file capabilities, which %s', async (_, layerOf, fileCapabilities) => {
    const files: RegistryFiles = new Map();
    const layer = layerOf(Buffer.alloc(1024));
    const registry = scriptedRegistry(files, (_reference, name) => storeImage(files, name, [layer], {}));
    const engine = engineWith({ remoteImages: { 'base:1': scriptedImage() }, registry });
    const pinning = await pinBase((await openSandbox(engine, SETTINGS)).registry, request);
    expect(pinning).toMatchObject({ kind: 'pinned', base: { fileCapabilities }, layers: [digestOf(layer.bytes)] });
  });

  it('that is nowhere is missing, as a value', async () => {
    const { registry } = await openSandbox(engineWith(), SETTINGS);
    expect(await pinBase(registry, request)).toEqual({
      kind: 'missing',
      reference: 'base:1',
      message: 'there is no base:1',
    });
  });

  it('that the user names instead is never fetched', async () => {
    const engine = engineWith({ remoteImages: { 'other:1': scriptedImage() } });
    const { registry } = await openSandbox(engine, SETTINGS);
    await expect(pinBase(registry, { ...request, substitute: 'other:1' })).rejects.toMatchObject({
      code: 'NO_BASE_IMAGE',
      message: 'The engine has no image other:1, named by --base for base:1',
    });
    expect(engine.calls.filter((call) => call.startsWith('fetch'))).toEqual([]);
  });
});

describe('what dead runs left', () => {
  /** No process can have it: the kernel gives at most 4194304. */
  const DEAD = 4_194_305;

  it('is removed; what a living process or another host owns stays', async () => {
    const engine = engineWith();
    const leave = async (run: string, process: Partial<{ host: string; pid: number }>): Promise<void> => {
      const ownership = ownershipOf(run);
      await engine.openSite({
        ...SETTINGS,
        ownership: { ...ownership, process: { ...ownership.process, ...process } },
      });
    };
    await leave('dead', { pid: DEAD });
    await leave('living', {});
    await leave('elsewhere', { pid: DEAD, host: 'another' });
    expect((await sweepOrphans(engine)).map(({ name }) => name)).toEqual(['dead-registry']);
    expect(engine.objects.map(({ name }) => name)).toEqual(['living-registry', 'elsewhere-registry']);
  });
});
