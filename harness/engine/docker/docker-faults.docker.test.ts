import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DockerFixture, openDockerFixture, reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { type FaultAction, type FaultProxy, startFaultProxy } from '../../testing/programs/fault-proxy.ts';

const reason = await reasonToSkip();
const environment: Readonly<{ DOCKER_HOST?: string }> = process.env;
const socket = environment.DOCKER_HOST?.replace('unix://', '') ?? '/var/run/docker.sock';

describe.skipIf(reason !== undefined || !socket.startsWith('/'))(
  `Docker behind a bad connection (${reason ?? 'available'})`,
  () => {
    let proxy: FaultProxy;
    let fixture: DockerFixture;
    beforeAll(async () => {
      proxy = await startFaultProxy(socket);
      fixture = await openDockerFixture({ environment: { DOCKER_HOST: proxy.url }, deadlineMs: 2_000 });
      await fixture.look();
    });
    afterEach(() => {
      proxy.faults.length = 0;
    });
    afterAll(async () => {
      await fixture.close();
      await proxy.close();
    });

    const names = async (): Promise<string[]> => (await fixture.objects()).map(({ name }) => name);

    it('keeps what is sent to attach out of the container, even if it arrives in pieces', async () => {
      proxy.faults.push({ request: /\/attach/, action: 'delay-body' });
      const container = await fixture.start(fixture.trial('cat'));
      expect(await container.feed(Readable.from(['the context']))).toEqual({ kind: 'delivered' });
      expect(await container.ending(10_000)).toMatchObject({ exitCode: 0 });
      expect(await container.output()).toBe('the context');
      await container.remove();
    });

    it('learns the exit code although the connection that would tell it breaks', async () => {
      proxy.faults.push({ request: /\/wait/, action: 'drop-after-headers' });
      const container = await fixture.start(fixture.trial('cat; exit 7'));
      const ending = container.ending(10_000);
      await sleep(300);
      await container.feed(Readable.from([]));
      expect(await ending).toMatchObject({ kind: 'exited', exitCode: 7 });
      await container.remove();
    });

    it('finds at the deadline that the container had ended by itself', async () => {
      proxy.faults.push({ request: /\/wait/, action: 'stall-after-headers' });
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
      await container.ending(10_000);
      proxy.faults.push({ request: /\/logs/, action: 'truncate-body', times: 1 });
      expect((await container.output())?.trimEnd().split('\n')).toHaveLength(1000);
      await container.remove();
    });

    it('has no output, instead of half of it, when the log cannot be read', async () => {
      const container = await fixture.start(fixture.trial('seq 1000'));
      await container.ending(10_000);
      proxy.faults.push({ request: /\/logs/, action: 'truncate-body' });
      expect(await container.output()).toBeNull();
      await container.remove();
    });

    const steps = ['create', 'attach', 'wait', 'start', 'json', 'events', 'kill', 'DELETE'];
    const actions: FaultAction[] = [
      'drop-request',
      'answer-500',
      'drop-answer',
      'drop-after-headers',
      'stall-after-headers',
      'truncate-body',
    ];
    it.each(steps.flatMap((step) => actions.map((action) => [step, action] as const)))(
      'never reports a wrong exit code and leaves nothing: %s, %s',
      async (step, action) => {
        const specification = fixture.trial('cat > /dev/null; exit 7');
        proxy.faults.push({ request: new RegExp(`${step}.*HTTP`), action, times: 1 });
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
        proxy.faults.length = 0;
        expect(await names()).not.toContain(specification.name);
      },
    );
  },
);
