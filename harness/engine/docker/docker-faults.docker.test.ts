import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultCall, FaultKind, FaultMoment, ScriptedFault } from '../../testing/faults/fault-menu.ts';
import { type FaultProxy, startFaultProxy } from '../../testing/faults/fault-proxy.ts';
import { givenSchedule } from '../../testing/faults/fault-schedule.ts';
import { type DockerFixture, openDockerFixture, reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { layerArchive } from '../../testing/scripted/layer-archive.ts';

const reason = await reasonToSkip();
const environment: Readonly<{ DOCKER_HOST?: string }> = process.env;
const socket = environment.DOCKER_HOST?.replace('unix://', '') ?? '/var/run/docker.sock';

describe.skipIf(reason !== undefined || !socket.startsWith('/'))(
  `Docker behind a bad connection (${reason ?? 'available'})`,
  () => {
    let proxy: FaultProxy;
    let fixture: DockerFixture;
    let directory: string;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'docker-faults-'));
      proxy = await startFaultProxy({ path: socket });
      fixture = await openDockerFixture({ environment: { DOCKER_HOST: proxy.url }, deadlineMs: 2_000 });
      await fixture.look();
    });
    afterEach(() => {
      proxy.schedule = undefined;
    });
    afterAll(async () => {
      await fixture.close();
      await proxy[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    });

    const spoil = (call: FaultCall, kind: FaultKind, moment: FaultMoment, times = 1, bytes = 20): void => {
      const fault: ScriptedFault = { kind, moment, status: kind === 'refuse' ? 404 : 500, bytes, delayMs: 60 };
      proxy.schedule = givenSchedule([{ call, fault, times }]);
    };
    const names = async (): Promise<string[]> => (await fixture.objects()).map(({ name }) => name);

    it('keeps what is sent to attach out of the container, even if it arrives in pieces', async () => {
      spoil('attach', 'slice', 'mid-stream');
      const container = await fixture.start(fixture.trial('cat'));
      expect(await container.feed(Readable.from(['the context']))).toEqual({ kind: 'delivered' });
      expect(await container.ending(10_000)).toMatchObject({ exitCode: 0 });
      expect(await container.output()).toBe('the context');
      await container.remove();
    });

    it('learns the exit code although the connection that would tell it breaks', async () => {
      spoil('wait', 'end', 'after-headers');
      const container = await fixture.start(fixture.trial('cat; exit 7'));
      const ending = container.ending(10_000);
      await sleep(300);
      await container.feed(Readable.from([]));
      expect(await ending).toMatchObject({ kind: 'exited', exitCode: 7 });
      await container.remove();
    });

    it('finds at the deadline that the container had ended by itself', async () => {
      spoil('wait', 'stall', 'after-headers');
      const container = await fixture.start(fixture.trial('exit 7'));
      expect(await container.ending(500)).toMatchObject({ kind: 'exited', exitCode: 7 });
      await container.remove();
    });

    it('says that the context was cut off', async () => {
      const container = await fixture.start(fixture.trial('sleep 1; cat > /dev/null'));
      async function* endless(): AsyncGenerator<Buffer> {
        for (;;) yield Buffer.alloc(65_536);
      }
      const feeding = container.feed(Readable.from(endless(), { objectMode: false }));
      await sleep(100);
      proxy.breakConnections();
      expect(await feeding).toMatchObject({ kind: 'broken' });
      await container.remove();
    });

    it('gives up feeding a container that reads nothing', async () => {
      const container = await fixture.start(fixture.trial('sleep 60'));
      async function* endless(): AsyncGenerator<Buffer> {
        for (;;) yield Buffer.alloc(65_536);
      }
      expect(await container.feed(Readable.from(endless(), { objectMode: false }))).toEqual({
        kind: 'broken',
        message: 'the context could not be sent: no answer within 2 s',
      });
      await container.remove();
    });

    it('reads the log again if it was cut off', async () => {
      const container = await fixture.start(fixture.trial('seq 1000'));
      spoil('logs', 'truncate', 'mid-stream');
      await container.ending(10_000);
      expect((await container.output())?.trimEnd().split('\n')).toHaveLength(1000);
      await container.remove();
    });

    it('has no output, instead of half of it, when the log cannot be read', async () => {
      const container = await fixture.start(fixture.trial('seq 1000'));
      spoil('logs', 'truncate', 'mid-stream', Number.POSITIVE_INFINITY);
      await container.ending(10_000);
      expect(await container.output()).toBeNull();
      await container.remove();
    });

    it.each(['truncate', 'end', 'reset'] as const)(
      'does not count what a build made of a context that was cut off after it had left here: %s',
      async (kind) => {
        const container = await fixture.start(fixture.trial('cat; echo done'));
        proxy.schedule = undefined;
        await container.feed(Readable.from(['FROM a\nRUN b\n']));
        expect(await container.ending(10_000)).toMatchObject({ kind: 'exited', exitCode: 0 });
        await container.remove();
        spoil('attach', kind, 'mid-stream', 1, 7);
        const cut = await fixture.start(fixture.trial('cat; echo done'));
        await cut.feed(Readable.from(['FROM a\nRUN b\n']));
        expect(await cut.ending(10_000)).toMatchObject({
          kind: 'lost',
          message: expect.stringContaining('connection'),
        });
        await cut.remove();
      },
    );

    it('does not say that a build has no end whose context never came to it', async () => {
      spoil('attach', 'stall', 'mid-stream', 1, 7);
      const container = await fixture.start(fixture.trial('cat; echo done'));
      expect(await container.feed(Readable.from(['FROM a\nRUN b\n']))).toEqual({ kind: 'delivered' });
      expect(await container.ending(1_000)).toMatchObject({ kind: 'lost' });
      await container.remove();
    });

    it('leaves nothing of a container to which half of an archive is on the way', async () => {
      const archive = join(directory, 'context.tar');
      await writeFile(archive, await layerArchive([{ name: 'file', content: Buffer.alloc(2 ** 20) }]));
      spoil('archive', 'stall', 'mid-stream');
      const content = { archive, directory: { uid: 0, gid: 0, mode: 0o755 } };
      const specification = fixture.trial('true', { mounts: [{ path: '/context', content }] });
      expect(await fixture.attempt(specification)).toMatchObject({ kind: 'not-started' });
      expect(await names()).not.toContain(specification.name);
    }, 40_000);

    const steps: FaultCall[] = ['create', 'attach', 'wait', 'start', 'inspect', 'events', 'kill', 'remove'];
    const actions: (readonly [FaultKind, FaultMoment])[] = [
      ['reset', 'before-request'],
      ['fail', 'before-request'],
      ['reset', 'before-headers'],
      ['end', 'after-headers'],
      ['stall', 'after-headers'],
      ['truncate', 'mid-stream'],
    ];
    it.each(steps.flatMap((step) => actions.map(([kind, moment]) => [step, kind, moment] as const)))(
      'never reports a wrong exit code and leaves nothing: %s, %s %s',
      async (step, kind, moment) => {
        const specification = fixture.trial('cat > /dev/null; exit 7');
        spoil(step, kind, moment);
        const started = await fixture.attempt(specification);
        if (started.kind === 'started') {
          await started.container.feed(Readable.from(['context']));
          const ending = await started.container.ending(4_000);
          if (ending.kind === 'exited') expect(ending.exitCode).toBe(7);
          else expect(ending.kind).toBe('lost');
          await started.container.remove();
        } else {
          expect(started.kind).toBe('not-started');
        }
        proxy.schedule = undefined;
        expect(await names()).not.toContain(specification.name);
      },
    );
  },
);
