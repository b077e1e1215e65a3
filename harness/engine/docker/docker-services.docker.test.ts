import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DockerFixture, openDockerFixture, reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { inspectContainer } from './containers/docker-containers.ts';
import { createDockerNetwork, createDockerVolume } from './containers/docker-objects.ts';
import { type Service, type ServiceSpecification, startDockerService } from './containers/docker-service.ts';
import { pushImage } from './images/push-image.ts';

const reason = await reasonToSkip();

describe.skipIf(reason !== undefined)(`services and images on Docker (${reason ?? 'available'})`, () => {
  let fixture: DockerFixture;
  const prefix = `kaniko-caps-test-${randomUUID().slice(0, 8)}`;
  beforeAll(async () => {
    fixture = await openDockerFixture();
    await createDockerNetwork(fixture.api, prefix, fixture.labels);
  });
  afterAll(() => fixture.close());

  const service = (
    name: string,
    script: string,
    changes: Partial<ServiceSpecification> = {},
  ): ServiceSpecification => ({
    name: `${prefix}-${name}`,
    image: fixture.image,
    command: ['/bin/sh', '-c', script],
    environment: {},
    network: prefix,
    hosts: {},
    nameServers: [],
    labels: fixture.labels,
    ...changes,
  });

  it('gives a service an address on its network and ports on the loopback', async () => {
    const started = await startDockerService(fixture.api, service('web', 'sleep 600', { publishedPorts: [5000, 80] }));
    expect(started.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect([...started.hostPorts.keys()]).toEqual([5000, 80]);
    for (const port of started.hostPorts.values()) expect(port).toBeGreaterThan(1023);
  });

  it('gives a service without a network its loopback alone', async () => {
    const started = await startDockerService(fixture.api, service('alone', 'sleep 600', { network: null }));
    expect(started.address).toBeNull();
  });

  it('talks with a service over its standard streams, and ends it by closing them', async () => {
    const echo = 'while read -r line; do echo "heard $line"; echo "not for you" >&2; done';
    const started = await startDockerService(fixture.api, service('talks', echo));
    started.streams.write('hello\n');
    for await (const chunk of started.streams.output) {
      expect(Buffer.from(chunk).toString()).toBe('heard hello\n');
      break;
    }
    started.close();
    const isRunning = async () => (await inspectContainer(fixture.api, started.name))?.State.Running;
    await expect.poll(isRunning, { timeout: 10_000 }).toBe(false);
  });

  it('shows a service the volumes that it shares with others, to be read only where that is said', async () => {
    const name = `${prefix}-shared`;
    await createDockerVolume(fixture.api, name, fixture.labels);
    const share = (readOnly: boolean) => ({ volumes: [{ name, path: '/shared', readOnly }] });
    const writing = 'echo told > /shared/file; echo > /tmp/done; sleep 600';
    const writer = await startDockerService(fixture.api, service('writer', writing, share(false)));
    await expect.poll(() => holds(writer, '/tmp/done')).toBe(true);
    const trying = 'echo changed > /shared/file; cp /shared/file /tmp/read; sleep 600';
    const reader = await startDockerService(fixture.api, service('reader', trying, share(true)));
    await expect.poll(() => holds(reader, '/tmp/read')).toBe(true);
    const read = await reader.openFile('/tmp/read');
    expect((await buffer(read ?? Readable.from([]))).toString()).toBe('told\n');
  });

  it('lets a trial see the hosts file of its slot, and nothing else of the network', async () => {
    const slot = service('slot', 'sleep 600', {
      network: null,
      hosts: { 'registry.test': '10.9.8.7' },
    });
    await startDockerService(fixture.api, slot);
    const container = await fixture.start(fixture.trial('cat /etc/hosts'), slot.name);
    expect(await container.ending(10_000)).toMatchObject({ exitCode: 0 });
    expect(await container.output()).toContain('10.9.8.7\tregistry.test');
    await container.remove();
  });

  it('grants a service nothing', async () => {
    const started = await startDockerService(
      fixture.api,
      service('status', 'cat /proc/self/status > /tmp/status; echo > /tmp/done; sleep 600', { network: null }),
    );
    await expect.poll(() => holds(started, '/tmp/done')).toBe(true);
    const file = await started.openFile('/tmp/status');
    const status = (await buffer(file ?? Readable.from([]))).toString();
    expect(status).toMatch(/CapBnd:\s0{16}\n/);
    expect(status).toMatch(/NoNewPrivs:\s1\n/);
  });

  it('streams a large file, and says that there is none', async () => {
    const script = 'dd if=/dev/zero of=/tmp/zeros bs=1M count=20; mkdir /tmp/d; echo done > /tmp/done; sleep 600';
    const started = await startDockerService(fixture.api, service('files', script, { network: null }));
    await expect.poll(() => holds(started, '/tmp/done'), { timeout: 10_000 }).toBe(true);
    const zeros = await buffer((await started.openFile('/tmp/zeros')) ?? Readable.from([]));
    expect(zeros).toHaveLength(20 * 1024 * 1024);
    expect(await started.openFile('/tmp/absent')).toBeUndefined();
    expect(await started.openFile('/tmp')).toBeUndefined();
    const abandoned = await started.openFile('/tmp/zeros');
    abandoned?.destroy();
  });

  it('refuses to start a service that ends at once, and leaves nothing of it', async () => {
    const absent = service('absent', '', { command: ['/bin/absent'] });
    await expect(startDockerService(fixture.api, absent)).rejects.toThrow(`Cannot start ${absent.name}`);
    expect((await fixture.objects()).map(({ name }) => name)).not.toContain(absent.name);
  });

  it('imports an image with its settings as they are written', async () => {
    const reference = `${prefix}:imported`;
    const tar = pack();
    tar.entry({ name: 'random' }, randomBytes(3_000_000));
    tar.finalize();
    await fixture.engine.images.importRootFilesystem(Readable.from(tar, { objectMode: false }), {
      reference,
      entrypoint: ['/bin/x', 'a "quoted" $WORD'],
      environment: { A: 'b c', DOLLAR: '$HOME "x" \\' },
      labels: { 'a.b': 'c "d" $e' },
    });
    const image = await fixture.engine.images.find(reference);
    expect(image).toMatchObject({
      entrypoint: ['/bin/x', 'a "quoted" $WORD'],
      environment: ['A=b c', 'DOLLAR=$HOME "x" \\'],
      labels: { 'a.b': 'c "d" $e' },
      repoDigest: null,
    });
    expect(await fixture.engine.images.matching(`${prefix}:*`)).toEqual([reference]);
    const { default: Docker } = await import('dockerode');
    await new Docker().getImage(reference).remove();
    expect(await fixture.engine.images.find(reference)).toBeUndefined();
  });

  it('tells as a value why an image can be neither pulled nor pushed', async () => {
    const closed = await closedPort();
    const reference = `127.0.0.1:${closed}/absent:1`;
    expect(await fixture.engine.images.fetch(reference, undefined)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('connection refused'),
    });
    expect(await pushImage(fixture.api, fixture.image, reference)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('connection refused'),
    });
    expect(await fixture.engine.images.find(reference)).toBeUndefined();
    expect(await fixture.engine.images.find(fixture.image)).toBeDefined();
  });

  it('describes the engine', async () => {
    const [{ name, environment } = { name: '', environment: undefined }] = await fixture.engine.hosts();
    expect(name).not.toBe('');
    expect(environment).toMatchObject({ engine: 'docker', apiVersion: expect.stringMatching(/^1\.\d+$/) });
    expect(environment?.memoryBytes).toBeGreaterThan(0);
  });
});

async function holds(service: Service, path: string): Promise<boolean> {
  const file = await service.openFile(path);
  file?.destroy();
  return file !== undefined;
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 1;
}
