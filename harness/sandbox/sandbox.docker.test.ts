import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DockerFixture, openDockerFixture, reasonToSkip } from '../testing/docker-fixture.ts';
import { findTestImage } from '../testing/test-images.ts';
import { pinBase } from './base-images.ts';
import { runLabels, trialLabels } from './labels.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';

const reason = await reasonToSkip('auxiliary');

describe.skipIf(reason !== undefined)(`a sandbox (${reason ?? 'available'})`, () => {
  const run = `kaniko-caps-test-${randomUUID().slice(0, 8)}`;
  let fixture: DockerFixture;
  let sandbox: Sandbox;
  beforeAll(async () => {
    fixture = await openDockerFixture();
    sandbox = await openSandbox(fixture.engine, {
      run,
      auxiliaryImage: (await findTestImage(fixture.engine, 'auxiliary')) ?? '',
      slots: 2,
      egress: true,
      watchKernel: false,
      redirectedHosts: ['index.docker.io'],
    });
  });
  afterAll(async () => {
    await sandbox.close();
    await fixture.close();
  });

  /** What a script prints in a trial's place. */
  const inSlot = (network: 'none' | 'egress', script: string): Promise<string> =>
    sandbox.slots[network].use(async (slot) => {
      const labels = trialLabels(run, 't0001');
      const container = await fixture.start(fixture.trial(script, { slot, labels }));
      await container.feed(Readable.from([]));
      const ending = await container.ending(60_000);
      const output = await container.output();
      await container.remove();
      return `${output}${ending.kind === 'exited' ? ending.exitCode : ending.kind}`;
    });

  /** A script that ends with 0 if something answers at an address, and with 1 if nothing can be reached there. */
  const askAt = (address = ''): string =>
    `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3 ${address} 80 > /dev/null 2>&1`;

  it('lets a trial reach nothing outside of its network', async () => {
    // Without the internet only the first is telling: the registry's other leg is outside of the trial's network.
    const outside = sandbox.registry.addresses[`${run}-egress`];
    for (const address of [outside, '1.1.1.1']) {
      expect(await inSlot('none', askAt(address))).toBe('1');
    }
    const inside = sandbox.registry.addresses[`${run}-isolated`];
    expect(await inSlot('none', askAt(inside))).toBe('0');
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
      expect(await inSlot('none', `${request}; (${script}) 2> /dev/null; true`)).toBe('0');
    } finally {
      server.close();
    }
  });

  it('gives a trial whose case asks for the internet a route', async () => {
    expect(await inSlot('egress', `awk '$2 == "00000000"' /proc/net/route | wc -l; true`)).toBe('1\n0');
    const outside = sandbox.registry.addresses[`${run}-egress`];
    expect(await inSlot('egress', askAt(outside))).toBe('0');
  });

  it('looks up no name outside for a trial, and says so at once', async () => {
    const started = Date.now();
    expect(await inSlot('none', 'nslookup example.com')).toMatch(/1$/);
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  it('holds a base image under its name, by tag and by digest', async () => {
    const pinning = await pinBase(fixture.engine, sandbox.registry, {
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
      expect(await inSlot('none', `wget -q ${accept} -O - ${url} | sha256sum`)).toBe(`${digest.slice(7)}  -\n0`);
    }
  });

  it('lets as many trials run at once as it has slots, each in a slot of its own', async () => {
    let [running, most] = [0, 0];
    const taken = await Promise.all(
      Array.from({ length: 5 }, () =>
        sandbox.slots.none.use(async (slot) => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 20));
          running -= 1;
          return slot;
        }),
      ),
    );
    expect([most, new Set(taken).size]).toEqual([2, 2]);
  });

  it('is opened again under the same name in the place of what a dead process left, and leaves nothing when closed', async () => {
    const left = `${run}-left`;
    const settings = {
      run: left,
      auxiliaryImage: (await findTestImage(fixture.engine, 'auxiliary')) ?? '',
      slots: 1,
      egress: false,
      watchKernel: false,
      redirectedHosts: [],
    };
    await openSandbox(fixture.engine, settings);
    const before = await fixture.engine.list(runLabels(left));
    const again = await openSandbox(fixture.engine, settings);
    const after = await fixture.engine.list(runLabels(left));
    expect(after.map(({ name }) => name).sort()).toEqual(before.map(({ name }) => name).sort());
    expect(after.filter(({ id }) => before.some((old) => old.id === id))).toEqual([]);
    await again.close();
    expect(await fixture.engine.list(runLabels(left))).toEqual([]);
  });
});
