import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DockerFixture, openDockerFixture, reasonToSkip } from '../../../testing/programs/docker-fixture.ts';
import { findTestImage } from '../../../testing/programs/test-images.ts';
import { openRegistryChannel, type RegistryChannel } from '../../site-registry/registry-channel.ts';
import { REGISTRY_HOST, REGISTRY_PORT, TRIAL_IMAGES, TRIALS_ROOT } from '../../site-registry/registry-layout.ts';
import { roomProgram } from '../../site-registry/registry-program.ts';
import { asReadable } from '../api/docker-api.ts';
import { startDockerService } from '../containers/docker-service.ts';

const reason = await reasonToSkip('auxiliary');

/** Longer than the registry takes to answer, and to tell that it stands still. */
const SOON_MS = 5_000;

/** How long it is watched that nothing comes. */
const NOTHING_MS = 1_000;

describe.skipIf(reason !== undefined)(`the program of a room on Docker (${reason ?? 'available'})`, () => {
  let fixture: DockerFixture;
  let name: string;
  let channel: RegistryChannel;
  beforeAll(async () => {
    fixture = await openDockerFixture();
    name = `${fixture.ownership.run}-program`;
    const service = await startDockerService(fixture.api, {
      ...roomProgram(false),
      name,
      image: (await findTestImage(fixture.engine, 'auxiliary')) ?? '',
      labels: fixture.labels,
      network: null,
      volumes: [],
      hosts: {},
      nameServers: [],
    });
    channel = openRegistryChannel(service.streams);
  });
  afterAll(() => fixture.close());

  /** Runs a script in the container; resolves when it ends. */
  const runBeside = async (script: string): Promise<void> => {
    const container = fixture.api.docker.getContainer(name);
    const exec = await container.exec({ Cmd: ['/bin/sh', '-c', script], AttachStdout: true });
    const output = asReadable(await exec.start({})).resume();
    await once(output, 'end');
  };

  const held = (word: string): Promise<void> =>
    new Promise((resolve) => {
      const stop = channel.onLine((line) => {
        if (line !== `held ${word}`) return;
        stop();
        resolve();
      });
    });

  it('stands still at each upload until it is told to go on, however late the pipe of the one before is closed', async () => {
    const url = `http://${REGISTRY_HOST}:${REGISTRY_PORT}/v2/${TRIAL_IMAGES}/one/blobs/uploads/`;
    const upload = (): Promise<void> => runBeside(`wget -q -O /dev/null --post-data x ${url}`);
    await expect.poll(async () => (await channel.ask(['ping', 'start'], SOON_MS)).code, { timeout: 15_000 }).toBe(0);
    await channel.ask(['arm', 'word'], SOON_MS);
    // What wakes the registry may be slow to close the pipe that it does so by.
    const late = runBeside(`exec 4> /tmp/on; until [ -e ${TRIALS_ROOT}/close ]; do sleep 0.1; done`);
    for (const isLast of [false, true]) {
      const stands = held('word');
      const uploaded = upload();
      await stands;
      if (isLast) {
        await runBeside(`touch ${TRIALS_ROOT}/close`);
        await late;
      }
      await expect(channel.ask(['ping', 'held'], NOTHING_MS)).rejects.toThrow('no answer within');
      expect(await channel.ask(['on'], SOON_MS)).toMatchObject({ code: 0 });
      await uploaded;
    }
    expect(await channel.ask(['ping', 'after'], SOON_MS)).toMatchObject({ code: 0 });
  });
});
