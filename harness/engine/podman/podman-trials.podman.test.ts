import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { setOf } from '../../capabilities/capability-set.ts';
import { describeTrials } from '../../testing/programs/describe-trials.ts';
import { openFixture } from '../../testing/programs/docker-fixture.ts';
import { openPodman, podmanServices } from '../../testing/programs/podman-services.ts';
import { openEngine } from '../open-engine.ts';
import type { Engine } from '../port.ts';
import { connectPodman } from './podman-kind.ts';

for (const { url, reason } of await podmanServices('busybox')) {
  if (reason !== undefined) {
    describe(`a trial on Podman at ${url} (${reason})`, () => {
      it.skip('does what it promises', () => undefined);
    });
    continue;
  }
  const environment = { ...process.env, CONTAINER_HOST: url };
  const open = async () => openFixture(await connectPodman({ environment, deadlineMs: 30_000 }));
  const { rootless, cgroupVersion } = await factsOf(url);
  const isOld = cgroupVersion === '1';
  const tells = { kind: 'exited', exitCode: 137, outOfMemory: true } as const;
  const boundless = rootless && isOld;
  describeTrials(`a trial on Podman at ${url}`, open, {
    // That of a kill is no exit code of a program where the engine does not tell whether the memory was too little.
    exitCodes: [0, 1, 7, 126, ...(isOld ? [] : [137]), 143, 255],
    outOfMemory: boundless ? null : isOld ? { kind: 'lost' } : tells,
    canPause: !boundless,
    killSignal: 'unknown',
    keepsIds: !rootless,
  });

  describe(`Podman at ${url}`, () => {
    it('tells what it is, and that it is not Docker', async () => {
      const facts = await factsOf(url);
      expect(facts).toMatchObject({ engine: 'podman', seccomp: expect.stringMatching(/^containers-common$|\.json$/) });
      expect(facts.runtime).toMatch(/^\w+ \d/);
      const asDocker = openEngine({ name: 'docker', environment: { DOCKER_HOST: url } });
      await expect(asDocker).rejects.toMatchObject({
        code: 'ENGINE_UNSUPPORTED',
        message: `Podman answers at ${url} (DOCKER_HOST), not Docker`,
        hint: `Use --engine podman with CONTAINER_HOST=${url}.`,
      });
    });

    it('refuses by name what it would grant a user in force, and not in the bounding set alone', async () => {
      const fixture = await open();
      const user = { id: 1000, groupId: 1000 };
      const capabilities = setOf('SYS_ADMIN');
      expect(await fixture.attempt(fixture.trial('true', { user, capabilities }))).toMatchObject({
        kind: 'ungrantable',
        message: expect.stringContaining('SYS_ADMIN'),
      });
      expect(await fixture.objects()).toEqual([]);
      await fixture.close();
    });

    it('removes a container whose network another one has joined, and the other one with it', async () => {
      const fixture = await open();
      const holder = fixture.trial('sleep 600');
      await fixture.start(holder);
      await fixture.start(fixture.trial('sleep 600'), holder.name);
      const [object] = (await fixture.objects()).filter(({ name }) => name === holder.name);
      if (object !== undefined) await fixture.engine.remove([object]);
      expect(await fixture.objects()).toEqual([]);
      await fixture.close();
    });

    it('filters system calls by the profile that is asked for', async () => {
      const fixture = await open();
      const json =
        '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}';
      const specification = fixture.trial('mkdir /tmp/x || echo refused', { seccomp: { name: 'no-mkdir.json', json } });
      const container = await fixture.start(specification);
      expect(await container.ending(30_000)).toMatchObject({ kind: 'exited', exitCode: 0 });
      expect(await container.output()).toContain('refused');
      await container.remove();
      await fixture.close();
    });

    it('imports an image with its settings as they are written', async () => {
      const engine = await openPodman(url);
      const reference = 'kaniko-caps-test/imported:9';
      const tar = pack();
      tar.entry({ name: 'file' }, 'x');
      tar.finalize();
      await engine.images.importRootFilesystem(Readable.from(tar, { objectMode: false }), {
        reference,
        entrypoint: ['/bin/x', 'a "quoted" $WORD'],
        environment: { A: 'b c', DOLLAR: '$HOME "x" \\' },
        labels: { 'a.b': 'c "d" $e' },
      });
      expect(await engine.images.find(reference)).toMatchObject({
        entrypoint: ['/bin/x', 'a "quoted" $WORD'],
        environment: expect.arrayContaining(['A=b c', 'DOLLAR=$HOME "x" \\']),
        labels: { 'a.b': 'c "d" $e' },
      });
      expect(await engine.images.matching('kaniko-caps-test/imported')).toEqual([`docker.io/${reference}`]);
      await engine.close();
    });
  });
}

async function factsOf(url: string) {
  return withEngine(url, async (engine) => {
    const [host] = await engine.hosts();
    if (host === undefined) throw new Error('an engine has at least one host');
    return host.environment;
  });
}

async function withEngine<T>(url: string, ask: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openPodman(url);
  try {
    return await ask(engine);
  } finally {
    await engine.close();
  }
}
