import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setOf } from '../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../engine/container-setup.ts';
import { ownershipOf } from '../../engine/ownership.ts';
import type { Engine, Site, SiteRoom, SiteRooms } from '../../engine/port.ts';
import type { TrialSpecification } from '../../engine/trial-port.ts';
import { engineEnvironment } from '../../vocabulary/engine-environment.ts';

/** An engine to hold against the port. */
export interface EngineUnderTest {
  readonly engine: Engine;
  /** An image with `/bin/registry` and a shell, at hand. */
  readonly auxiliaryImage: string;
  /** An image with a shell, at hand. */
  readonly image: string;
}

/** Whether an object holds a room. Rooms of several hosts say on which one they are. */
function isHolder(name: string, room: SiteRoom): boolean {
  return name === room.name || room.name.startsWith(`${name} on `);
}

/** What every engine does, whatever it is made of. To be called in a test file of the engine's folder, with how one is opened. */
export function describeEngine(name: string, open: () => Promise<EngineUnderTest>): void {
  describe(name, () => {
    let on: EngineUnderTest;
    let site: Site;
    let rooms: SiteRooms;
    const ownership = ownershipOf(`kaniko-caps-test-${randomUUID().slice(0, 8)}`);
    beforeAll(async () => {
      on = await open();
      site = await on.engine.openSite({
        ownership,
        auxiliaryImage: on.auxiliaryImage,
        watchKernel: false,
      });
      rooms = await site.makeRooms({ counts: { none: 2, egress: 1 }, redirectedHosts: [] });
    });
    afterAll(async () => {
      await site.close();
      await on.engine.remove(await on.engine.owned(ownership.run));
      await on.engine.close();
    });

    let trials = 0;
    const trial = (script: string, changes: Partial<TrialSpecification> = {}): TrialSpecification => {
      trials += 1;
      return {
        ...PLAIN_SETUP,
        name: `${ownership.run}-trial-${trials}`,
        image: on.image,
        command: ['/bin/sh', '-c', script],
        environment: {},
        capabilities: setOf(),
        noNewPrivileges: false,
        limits: { memoryBytes: 64 * 2 ** 20, processes: 16, cpus: 0 },
        pushes: false,
        keepsProgram: true,
        ownership: ownershipOf(ownership.run, `t${trials}`),
        ...changes,
      };
    };
    const firstRoom = (): SiteRoom => {
      const [room] = rooms.none;
      if (room === undefined) throw new Error('the site has no room');
      return room;
    };
    const started = async (specification: TrialSpecification, room = firstRoom()) => {
      const start = await room.startTrial(specification);
      if (start.kind !== 'started') throw new Error(`${start.kind}: ${start.message}`);
      return start.container;
    };

    it('tells the hosts on which its containers may run, each with a name of its own', async () => {
      const hosts = await on.engine.hosts();
      expect(hosts).not.toEqual([]);
      expect(new Set(hosts.map((host) => host.name)).size).toBe(hosts.length);
      for (const { environment } of hosts) expect(engineEnvironment.parse(environment)).toEqual(environment);
    });

    it('tells what led to it, and of what kind it is', () => {
      expect([on.engine.kind, on.engine.foundBy]).not.toContain('');
    });

    it('knows the images at hand, and only those', async () => {
      const { images } = on.engine;
      const found = await images.find(on.image);
      expect(found).toBeDefined();
      expect(await images.find(found?.id ?? '')).toMatchObject({ id: found?.id });
      expect(await images.find('kaniko-caps-test/absent:1')).toBeUndefined();
      expect(await images.matching('kaniko-caps-test/absent')).toEqual([]);
    });

    it('tells as a value that an image cannot be fetched, or a command of it not be run', async () => {
      const reference = '127.0.0.1:1/absent:1';
      expect(await on.engine.images.fetch(reference, undefined)).toMatchObject({ kind: 'failed' });
      const command = { image: reference, command: ['/bin/true'], deadlineMs: 10_000 };
      expect(await on.engine.runOnce(command)).toMatchObject({ kind: 'not-asked', message: expect.any(String) });
      const absent = { ...command, image: on.image, command: ['/bin/absent'] };
      expect(await on.engine.runOnce(absent)).toMatchObject({ kind: 'failed', message: expect.any(String) });
    });

    it('has the rooms that were asked for, or more, each on one of its hosts', async () => {
      const { none, egress } = rooms;
      expect(none.length).toBeGreaterThanOrEqual(2);
      expect(egress.length).toBeGreaterThanOrEqual(1);
      expect(new Set([...none, ...egress].map((room) => room.name)).size).toBe(none.length + egress.length);
      const hosts = (await on.engine.hosts()).map((host) => host.name);
      for (const { host } of [...none, ...egress]) expect(hosts).toContain(host.name);
    });

    it('runs a trial: its evidence is exactly what was asked for, it is fed, ends, and leaves nothing', async () => {
      const capabilities = setOf('CHOWN', 'SETFCAP');
      const specification = trial('read line; exit 0', { capabilities });
      const container = await started(specification);
      expect((await on.engine.owned(ownership.run)).map((object) => object.name)).toContain(specification.name);
      expect(await container.evidence((status) => status.name === 'sh', 30_000)).toMatchObject({
        kind: 'read',
        status: { bounding: capabilities, permitted: capabilities, effective: capabilities, noNewPrivileges: false },
      });
      expect(await container.feed(Readable.from(['a line\n']))).toEqual({ kind: 'delivered' });
      expect(await container.ending(30_000)).toMatchObject({ kind: 'exited', exitCode: 0, outOfMemory: false });
      expect(await container.output()).toEqual(expect.any(String));
      await container.remove();
      expect((await on.engine.owned(ownership.run)).map((object) => object.name)).not.toContain(specification.name);
    });

    it('runs trials in several rooms at once, and another in a room that is free again', async () => {
      for (let round = 0; round < 2; round += 1) {
        const containers = await Promise.all(rooms.none.map((room) => started(trial('read line'), room)));
        await Promise.all(containers.map((container) => container.feed(Readable.from(['x\n']))));
        const endings = await Promise.all(containers.map((container) => container.ending(30_000)));
        expect(endings).toMatchObject([{ kind: 'exited' }, { kind: 'exited' }]);
        await Promise.all(containers.map((container) => container.remove()));
      }
    });

    it('says that a room is gone, starts nothing in it, and makes another in its place', async () => {
      const [room] = rooms.egress;
      if (room?.health === undefined) throw new Error('the room does not say how it is');
      expect(await room.health()).toEqual({ kind: 'sound' });
      const holders = (await on.engine.owned(ownership.run)).filter(({ name }) => isHolder(name, room));
      await on.engine.remove(holders);
      expect(await room.health()).toMatchObject({
        kind: 'broken',
        message: expect.stringContaining(holders[0]?.name ?? room.name),
      });
      expect(await room.startTrial(trial('true'))).toMatchObject({ kind: 'not-started' });
      const replaced = await site.replaceRoom(room);
      if (replaced === null) throw new Error('the only host takes part no more');
      expect(await replaced.health?.()).toEqual({ kind: 'sound' });
      const container = await started(trial('read line'), replaced);
      expect(await container.feed(Readable.from(['x\n']))).toEqual({ kind: 'delivered' });
      expect(await container.ending(30_000)).toMatchObject({ kind: 'exited', exitCode: 0 });
      await container.remove();
    });

    it('ends a trial that is cancelled', async () => {
      const container = await started(trial('sleep 600'));
      expect(await container.ending(60_000, AbortSignal.abort())).toEqual({ kind: 'cancelled' });
      await container.remove();
    });

    it('gives a builder that is no root the set as its bounding set only', async () => {
      const capabilities = setOf('CHOWN');
      const container = await started(trial('read line', { capabilities, user: { id: 1000, groupId: 1000 } }));
      const reading = await container.evidence((status) => status.name === 'sh', 30_000);
      await container.remove();
      expect(reading).toMatchObject({ status: { bounding: capabilities, permitted: setOf(), effective: setOf() } });
    });

    it('does not start a trial from an image that it does not have, and leaves nothing of it', async () => {
      const specification = trial('true', { image: 'kaniko-caps-test/absent:1' });
      expect(await firstRoom().startTrial(specification)).toMatchObject({ kind: 'not-started' });
      expect((await on.engine.owned(ownership.run)).map((object) => object.name)).not.toContain(specification.name);
    });

    it('puts its images into the registry of the site, where they are read by tag and by digest', async () => {
      const place = { repository: 'test/image', tag: 'one' };
      const supplied = await site.registry.supply({ reference: on.image, credentials: null, ...place });
      if (supplied.kind !== 'supplied') throw new Error(supplied.message);
      const { source } = site.registry;
      for (const reference of [place.tag, supplied.digest]) {
        expect(await source.manifest(place.repository, reference)).toMatchObject({ digest: supplied.digest });
      }
      expect(await source.manifest(place.repository, 'another')).toBeUndefined();
    });

    it('copies a repository of the registry: the copy has its images, and none that come later', async () => {
      const { registry } = site;
      const supply = { reference: on.image, credentials: null };
      const supplied = await registry.supply({ ...supply, repository: 'test/caches/one', tag: 'first' });
      if (supplied.kind !== 'supplied') throw new Error(supplied.message);
      await registry.copyRepository('test/caches/one', 'test/copies/two');
      await registry.supply({ ...supply, repository: 'test/caches/one', tag: 'second' });
      const copied = await registry.source.manifest('test/copies/two', 'first');
      expect(copied).toMatchObject({ digest: supplied.digest });
      expect(await registry.source.manifest('test/copies/two', 'second')).toBeUndefined();
      await registry.supply({ ...supply, repository: 'test/copies/two', tag: 'third' });
      expect(await registry.source.manifest('test/caches/one', 'third')).toBeUndefined();
    });

    it('copies a repository that does not exist to one that does not either', async () => {
      await site.registry.copyRepository('test/caches/absent', 'test/copies/absent');
      expect(await site.registry.source.manifest('test/copies/absent', 'first')).toBeUndefined();
    });

    it('says as a value that an image is absent, whether or not it may be fetched', async () => {
      const place = { reference: '127.0.0.1:1/absent:1', repository: 'test/absent', tag: 'one' };
      for (const credentials of [null, async () => undefined]) {
        expect(await site.registry.supply({ ...place, credentials })).toMatchObject({ kind: 'absent' });
      }
    });

    it('tells whom everything belongs to, run by run', async () => {
      const own = await on.engine.owned(ownership.run);
      expect(own.length).toBeGreaterThan(0);
      for (const object of own)
        expect(object.ownership).toMatchObject({ run: ownership.run, process: ownership.process });
      const all = await on.engine.owned();
      expect(all.map((object) => object.name)).toEqual(expect.arrayContaining(own.map((object) => object.name)));
      expect(await on.engine.owned(`${ownership.run}-another`)).toEqual([]);
    });

    it('makes a site in the place of one that is removed, and removes what is gone without a word', async () => {
      const again = ownershipOf(`${ownership.run}-again`);
      const specification = {
        ownership: again,
        auxiliaryImage: on.auxiliaryImage,
        watchKernel: false,
      };
      for (let time = 0; time < 2; time += 1) {
        const other = await on.engine.openSite(specification);
        await other.makeRooms({ counts: { none: 1, egress: 0 }, redirectedHosts: [] });
        await other.close();
        const left = await on.engine.owned(again.run);
        expect(await on.engine.remove(left)).toHaveLength(left.length);
        expect(await on.engine.owned(again.run)).toEqual([]);
        await on.engine.remove(left);
      }
    });
  });
}
