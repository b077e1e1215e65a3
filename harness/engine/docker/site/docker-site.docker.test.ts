import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pinBase } from '../../../sandbox/base-images.ts';
import { openSandbox, type Sandbox, type SandboxRooms } from '../../../sandbox/sandbox.ts';
import { type DockerFixture, openDockerFixture, reasonToSkip } from '../../../testing/programs/docker-fixture.ts';
import { findTestImage, missingImageText } from '../../../testing/programs/test-images.ts';
import { ownershipOf } from '../../ownership.ts';
import { inspectContainer } from '../containers/docker-containers.ts';

const reason = await reasonToSkip('auxiliary');

describe.skipIf(reason !== undefined)(`a sandbox on Docker (${reason ?? 'available'})`, () => {
  const run = `kaniko-caps-test-${randomUUID().slice(0, 8)}`;
  let fixture: DockerFixture;
  let sandbox: Sandbox;
  let rooms: SandboxRooms;
  let keeper: string;
  beforeAll(async () => {
    fixture = await openDockerFixture();
    sandbox = await openSandbox(fixture.engine, {
      run,
      auxiliaryImage: (await findTestImage(fixture.engine, 'auxiliary')) ?? '',
      watchKernel: false,
    });
    rooms = await sandbox.makeRooms({ slots: 2, egress: true, redirectedHosts: ['index.docker.io'] });
    const facts = await inspectContainer(fixture.api, `${run}-registry`);
    keeper = facts?.NetworkSettings.Networks[`${run}-registry`]?.IPAddress ?? '';
  });
  afterAll(async () => {
    await sandbox.close();
    await fixture.close();
  });

  /** What a script prints in a trial's place. */
  const inRoom = (network: 'none' | 'egress', script: string): Promise<string> =>
    rooms.pools[network].use(async (room) => {
      const started = await room.startTrial(fixture.trial(script, { ownership: ownershipOf(run, 't0001') }));
      if (started.kind !== 'started') throw new Error(started.message);
      const { container } = started;
      await container.feed(Readable.from([]));
      const ending = await container.ending(60_000);
      const output = await container.output();
      await container.remove();
      return `${output}${ending.kind === 'exited' ? ending.exitCode : ending.kind}`;
    });

  /** A script that ends with 0 if something answers at an address, and with 1 if nothing can be reached there. */
  const askAt = (address = ''): string =>
    `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3 ${address} 80 > /dev/null 2>&1`;

  it('lets a trial reach the registry, and no address outside', async () => {
    // Without the internet only the first is telling.
    for (const address of [keeper, '1.1.1.1']) {
      expect(await inRoom('none', askAt(address))).toBe('1');
    }
    expect(await inRoom('none', askAt('127.0.0.1'))).toBe('0');
  });

  it('gives a trial no way on which a packet could leave: neither an interface nor a route, and no IPv6', async () => {
    const script = 'ls /sys/class/net; cat /proc/net/route /proc/net/ipv6_route /proc/net/arp | grep -vw lo | wc -l';
    // The head of each of two tables, and nothing in them.
    expect(await inRoom('none', script)).toBe('lo\n2\n0');
  });

  it('keeps a trial from the services of the machine that the engine runs on', async () => {
    const server = createServer((_, response) => response.end('secret'));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const own = addresses
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address);
    expect(own).not.toEqual([]);
    const script = own.map((address) => `nc -w 1 ${address} ${port} < /tmp/request`).join('; ');
    try {
      const request = `printf 'GET / HTTP/1.0\\r\\n\\r\\n' > /tmp/request`;
      expect(await inRoom('none', `${request}; (${script}) 2> /dev/null; true`)).toBe('0');
    } finally {
      server.close();
    }
  });

  it('gives a trial whose case asks for the internet a route', async () => {
    expect(await inRoom('egress', `awk '$2 == "00000000"' /proc/net/route | wc -l; true`)).toBe('1\n0');
  });

  it('looks up no name outside for a trial, and says so at once', async () => {
    const started = Date.now();
    expect(await inRoom('none', 'nslookup example.com')).toMatch(/1$/);
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  it('holds a base image under its name, by tag and by digest', async () => {
    const pinning = await pinBase(sandbox.registry, {
      reference: 'busybox:stable',
      repository: 'library/busybox',
      tag: 'stable',
      substitute: undefined,
      credentials: async () => undefined,
    });
    if (pinning.kind !== 'pinned') throw new Error(pinning.message);
    const { digest } = pinning.base;
    const { source, address } = sandbox.registry;
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect((await source.manifest('library/busybox', 'stable'))?.digest).toBe(digest);
    expect((await source.manifest('library/busybox', digest))?.digest).toBe(digest);
    // As a builder sees it, also one that cannot be told another registry and asks for the image's own.
    const accept = '--header "Accept: application/vnd.docker.distribution.manifest.v2+json"';
    for (const host of [address, 'index.docker.io']) {
      const url = `http://${host}/v2/library/busybox/manifests/${digest}`;
      expect(await inRoom('none', `wget -q ${accept} -O - ${url} | sha256sum`)).toBe(`${digest.slice(7)}  -\n0`);
    }
  });

  it('knows the file capabilities of a base image', async ({ skip }) => {
    const reference = await findTestImage(fixture.engine, 'fileCapabilities');
    skip(reference === undefined, missingImageText('fileCapabilities'));
    const pinning = await pinBase(sandbox.registry, {
      reference: reference ?? '',
      repository: 'base/file-capabilities',
      tag: '1',
      substitute: undefined,
      credentials: async () => undefined,
    });
    expect(pinning).toMatchObject({ kind: 'pinned', base: { fileCapabilities: ['NET_BIND_SERVICE'] } });
  });

  it('is opened again under the same name in the place of what a dead process left, and leaves nothing when closed', async () => {
    const left = `${run}-left`;
    const settings = {
      run: left,
      auxiliaryImage: (await findTestImage(fixture.engine, 'auxiliary')) ?? '',
      watchKernel: false,
    };
    const wanted = { slots: 1, egress: false, redirectedHosts: [] };
    await (await openSandbox(fixture.engine, settings)).makeRooms(wanted);
    const before = await fixture.engine.owned(left);
    const again = await openSandbox(fixture.engine, settings);
    await again.makeRooms(wanted);
    const after = await fixture.engine.owned(left);
    expect(after.map(({ name }) => name).sort()).toEqual(before.map(({ name }) => name).sort());
    const madeAt = before.map(({ ownership }) => ownership?.createdAt);
    expect(after.filter(({ ownership }) => madeAt.includes(ownership?.createdAt))).toEqual([]);
    await again.close();
    expect(await fixture.engine.owned(left)).toEqual([]);
  });
});
