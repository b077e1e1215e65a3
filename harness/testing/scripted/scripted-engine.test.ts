import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { setOf } from '../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../engine/container-setup.ts';
import { ownershipOf } from '../../engine/ownership.ts';
import type { Site, SiteRoom } from '../../engine/port.ts';
import type { TrialContainer, TrialSpecification } from '../../engine/trial-port.ts';
import { describeEngine } from './engine-contract.ts';
import { type ScriptedEngine, scriptedEngine } from './scripted-engine.ts';
import { scriptedImage } from './scripted-images.ts';

const IMAGES = { 'busybox:1': scriptedImage({ id: 'sha256:busybox' }), 'aux:1': scriptedImage({ id: 'sha256:aux' }) };

describeEngine('the scripted engine', async () => ({
  engine: scriptedEngine(({ command }) => (command.at(-1) === 'sleep 600' ? { ending: 'hangs' } : {}), {
    images: IMAGES,
  }),
  auxiliaryImage: 'aux:1',
  image: 'busybox:1',
}));

const SITE = {
  ownership: ownershipOf('run'),
  auxiliaryImage: 'aux:1',
  watchKernel: false,
};

const ROOMS = { counts: { none: 2, egress: 0 }, redirectedHosts: [] };

const TRIAL: TrialSpecification = {
  ...PLAIN_SETUP,
  name: 'run-t0001',
  image: 'busybox:1',
  command: ['/bin/sh'],
  environment: {},
  capabilities: setOf(),
  noNewPrivileges: false,
  limits: { memoryBytes: 1, processes: 1, cpus: 0 },
  pushes: false,
  keepsProgram: true,
  ownership: ownershipOf('run', 't0001'),
};

async function opened(): Promise<{ engine: ScriptedEngine; site: Site; rooms: [SiteRoom, SiteRoom] }> {
  const engine = scriptedEngine(() => ({}), { images: IMAGES });
  const site = await engine.openSite(SITE);
  const [first, second] = (await site.makeRooms(ROOMS)).none;
  if (first === undefined || second === undefined) throw new Error('two rooms were asked for');
  return { engine, site, rooms: [first, second] };
}

async function startedIn(room: SiteRoom): Promise<TrialContainer> {
  const start = await room.startTrial(TRIAL);
  if (start.kind !== 'started') throw new Error(start.message);
  return start.container;
}

describe('what a user of an engine may never do makes the scripted engine throw', () => {
  it('two trials at once in one room', async () => {
    const { rooms } = await opened();
    await startedIn(rooms[0]);
    const another = rooms[0].startTrial({ ...TRIAL, name: 'run-t0002' });
    await expect(another).rejects.toThrow('run-t0002 cannot be in the room run-none-0: run-t0001 still is');
  });

  it('a second feeding', async () => {
    const container = await startedIn((await opened()).rooms[0]);
    await container.feed(Readable.from([]));
    await expect(container.feed(Readable.from([]))).rejects.toThrow('run-t0001 was fed already');
  });

  it('anything with a trial that was removed', async () => {
    const container = await startedIn((await opened()).rooms[0]);
    await container.remove();
    await expect(container.output()).rejects.toThrow('run-t0001 was removed, and was asked: output');
  });

  it('anything with a site that was closed', async () => {
    const { site, rooms } = await opened();
    await site.close();
    await expect(rooms[0].startTrial(TRIAL)).rejects.toThrow('the site is closed');
    const supply = { reference: 'busybox:1', repository: 'a', tag: 'b', credentials: null };
    await expect(site.registry.supply(supply)).rejects.toThrow('the site is closed');
  });

  it('anything with an engine that was closed', async () => {
    const { engine, site } = await opened();
    await site.close();
    await engine.close();
    await expect(engine.openSite({ ...SITE, ownership: ownershipOf('other') })).rejects.toThrow('the engine is closed');
    await expect(engine.close()).rejects.toThrow('the engine is closed');
  });

  it('a second site for a run whose first one is still there', async () => {
    const { engine, site } = await opened();
    await site.close();
    await expect(engine.openSite(SITE)).rejects.toThrow('the registry run-registry exists already');
  });

  it('a site from an image that it does not have', async () => {
    const { engine } = await opened();
    const site = { ...SITE, ownership: ownershipOf('other'), auxiliaryImage: 'aux:2' };
    await expect(engine.openSite(site)).rejects.toThrow('no such image: aux:2');
  });
});

describe('what a real engine refuses, the scripted engine refuses as a value', () => {
  it('a name that a living trial has', async () => {
    const { rooms } = await opened();
    await startedIn(rooms[0]);
    expect(await rooms[1].startTrial(TRIAL)).toEqual({ kind: 'not-started', message: 'the name run-t0001 is taken' });
  });

  it('but takes the place of what a dead process left under the name', async () => {
    const { engine, rooms } = await opened();
    const { process } = TRIAL.ownership;
    const dead = { ...TRIAL.ownership, process: { ...process, pid: process.pid + 1 } };
    await rooms[0].startTrial({ ...TRIAL, ownership: dead });
    expect(await rooms[1].startTrial(TRIAL)).toMatchObject({ kind: 'started' });
    expect(engine.objects.filter(({ kind }) => kind === 'container')).toHaveLength(1);
  });

  it('a watch that the site was not asked for, or before the evidence was read', async () => {
    const checks = { complete: true, checks: [] };
    for (const watchKernel of [false, true]) {
      const engine = scriptedEngine(() => ({ checks }), { images: IMAGES });
      const site = await engine.openSite({ ...SITE, watchKernel });
      const [room] = (await site.makeRooms(ROOMS)).none;
      if (room === undefined) throw new Error('no room');
      const container = await startedIn(room);
      expect(await container.watch(setOf())).toBeNull();
      await container.evidence(() => true, 1);
      expect((await container.watch(setOf())) !== null).toBe(watchKernel);
    }
  });
});
