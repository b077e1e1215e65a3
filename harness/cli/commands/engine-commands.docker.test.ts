import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDockerNetwork, createDockerVolume } from '../../engine/docker/containers/docker-objects.ts';
import { startDockerService } from '../../engine/docker/containers/docker-service.ts';
import { labelsOf } from '../../engine/docker/docker-labels.ts';
import type { Ownership } from '../../engine/ownership.ts';
import { type DockerFixture, openDockerFixture, reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { runBuiltProgram, startProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';

const reason = await reasonToSkip('auxiliary', 'buildah');

describe.skipIf(reason !== undefined)(`commands about the engine (${reason ?? 'available'})`, () => {
  let fixture: DockerFixture;
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await openScratch();
    fixture = await openDockerFixture();
  });
  afterAll(async () => {
    await fixture.close();
    await scratch.remove();
  });

  describe('gc', () => {
    const deadProcess = (): number => spawnSync(process.execPath, ['-e', '']).pid;
    const leave = async (owner: Partial<Ownership['process']>): Promise<string> => {
      const ownership = { ...fixture.ownership, process: { ...fixture.ownership.process, ...owner } };
      const container = await fixture.start(fixture.trial('sleep 600', { ownership }));
      const labels = labelsOf(ownership);
      await createDockerNetwork(fixture.api, `${container.name}-network`, labels);
      await createDockerVolume(fixture.api, `${container.name}-volume`, labels);
      return container.name;
    };

    it('removes what dead processes of this host left, and nothing else', async () => {
      const dead = await leave({ pid: deadProcess() });
      const living = await leave({});
      const elsewhere = await leave({ pid: deadProcess(), host: `${hostname()}-another` });
      const { exitCode, stdout } = await runBuiltProgram('gc');
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`removed container ${dead}\n`);
      expect(stdout).toContain(`removed network ${dead}-network\n`);
      expect(stdout).toContain(`removed volume ${dead}-volume\n`);
      const names = (await fixture.objects()).map(({ name }) => name).sort();
      const left = [elsewhere, living].flatMap((name) => [name, `${name}-network`, `${name}-volume`]);
      expect(names).toEqual(left.sort());
    });
  });

  describe('doctor', () => {
    it('tells what a discovery would run on and with, and leaves nothing', async () => {
      const { exitCode, stdout } = await runBuiltProgram('doctor', '--builder', 'kaniko-caps/buildah:2');
      expect(stdout).toMatch(/^engine +docker \d+/m);
      expect(stdout).toMatch(/^auxiliary +\S+/m);
      expect(stdout).toMatch(/^evidence +read from (local|helper)$/m);
      expect(stdout).toMatch(/^witness +(the kernel's capability checks|none: \S+)/m);
      expect(stdout).toMatch(/^grants +(every capability|all but [A-Z_]+)/m);
      expect(stdout).toMatch(/^builder +buildah \d/m);
      expect(exitCode).toBe(0);
    });

    it('says what is missing, and how to get it, when a discovery could not start', async () => {
      const { exitCode, stdout } = await runBuiltProgram('doctor', '--builder', 'kaniko-caps-test/absent:1');
      expect(stdout).toMatch(/^missing +No builder kaniko-caps-test\/absent:1: .+\n +\S.+/m);
      expect(exitCode).toBe(3);
    });

    it('says so when there is no engine', async () => {
      const environment = { DOCKER_HOST: `unix://${scratch.path('absent.sock')}` };
      const { exitCode, stderr } = await startProgram(['doctor'], { environment }).ended;
      expect(stderr).toContain(`absent.sock`);
      expect(stderr.trim().split('\n')).toHaveLength(2);
      expect(exitCode).toBe(3);
    });
  });

  describe('an executor given as a binary', () => {
    const discover = (binary: string): ReturnType<typeof runBuiltProgram> =>
      runBuiltProgram(
        'discover',
        '--executor-binary',
        binary,
        '--out',
        scratch.path('none'),
        'dockerfiles/copy-from-scratch',
      );

    it('is refused when it is a program, but no executor', async () => {
      const service = await startDockerService(fixture.api, {
        name: `${fixture.trial('').name}-busybox`,
        image: fixture.image,
        command: ['/bin/sh', '-c', 'sleep 600'],
        environment: {},
        network: null,
        hosts: {},
        nameServers: [],
        labels: fixture.labels,
      });
      const content = await service.openFile('/bin/busybox');
      if (content === undefined) throw new Error(`${fixture.image} has no /bin/busybox`);
      const binary = scratch.path('busybox');
      await pipeline(content, createWriteStream(binary));
      const { exitCode, stderr } = await discover(binary);
      expect(stderr).toMatch(/^busybox cannot be used as a Kaniko executor: .+\n.+--executor-binary/m);
      expect(stderr).not.toMatch(/^ +at /m);
      expect(exitCode).toBe(2);
    });

    it('is refused when it is no program, or does not exist', async () => {
      const text = scratch.path('text');
      await writeFile(text, '#!/bin/sh\n');
      expect(await discover(text)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(`${text} cannot be wrapped into an image: it is not a 64-bit ELF executable`),
      });
      const absent = scratch.path('absent');
      expect(await discover(absent)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(`Cannot read the executor ${absent}`),
      });
    });
  });
});
