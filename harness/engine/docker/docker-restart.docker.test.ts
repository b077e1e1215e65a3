import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DockerFixture, openDockerFixture, reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { type PrivateDaemon, privateDaemon, reasonWithoutDaemon } from '../../testing/programs/private-daemon.ts';

const reason = (await reasonToSkip()) ?? reasonWithoutDaemon();

describe.skipIf(reason !== undefined)(`a daemon that goes away during a trial (${reason ?? 'available'})`, () => {
  let daemon: PrivateDaemon;
  let fixture: DockerFixture;
  beforeAll(async () => {
    daemon = await privateDaemon(['busybox:stable']);
    fixture = await openDockerFixture({ environment: daemon.environment });
  });
  afterAll(async () => {
    await fixture.close();
    await daemon[Symbol.asyncDispose]();
  });

  it('is found out when it was killed and came back', async () => {
    const container = await fixture.start(fixture.trial('sleep 600'));
    const ending = container.ending(60_000);
    await sleep(300);
    await daemon.kill();
    await daemon.start();
    expect(await ending).toEqual({ kind: 'lost', message: 'the engine was restarted while the container ran' });
    await container.remove();
  });

  it('is found out when it was stopped, even by a build that exits with a code of its own', async () => {
    const container = await fixture.start(fixture.trial('trap "exit 3" TERM; while :; do sleep 0.1; done'));
    const ending = container.ending(60_000);
    await sleep(300);
    await daemon.stop();
    await daemon.start();
    expect(await ending).toMatchObject({ kind: 'lost' });
    await container.remove();
  });

  it('does not take anything from a build that ends after it came back', async () => {
    const container = await fixture.start(fixture.trial('cat; exit 5'));
    await container.feed(Readable.from(['x']));
    expect(await container.ending(30_000)).toMatchObject({ kind: 'exited', exitCode: 5 });
    await container.remove();
  });
});
