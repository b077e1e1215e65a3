import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pinBase } from '../../../sandbox/base-images.ts';
import { openSandbox, type Sandbox, type SandboxRooms } from '../../../sandbox/sandbox.ts';
import { type DockerFixture, openDockerFixture, reasonToSkip } from '../../../testing/programs/docker-fixture.ts';
import { findTestImage } from '../../../testing/programs/test-images.ts';
import { ownershipOf } from '../../ownership.ts';
import { REGISTRY_PORT, TRIAL_IMAGES } from '../../site-registry/registry-layout.ts';
import type { TrialRegistryUse } from '../../trial-port.ts';

const reason = await reasonToSkip('auxiliary');

/** What a script printed in a trial's place, and what was seen of it at the registry. */
interface Seen {
  readonly output: string;
  readonly use: TrialRegistryUse;
}

describe.skipIf(reason !== undefined)(`the registry of a room on Docker (${reason ?? 'available'})`, () => {
  const run = `kaniko-caps-test-${randomUUID().slice(0, 8)}`;
  const own = `${TRIAL_IMAGES}/${randomUUID()}`;
  const base = 'library/busybox';
  let fixture: DockerFixture;
  let sandbox: Sandbox;
  let rooms: SandboxRooms;
  let digest: string;
  beforeAll(async () => {
    fixture = await openDockerFixture();
    const auxiliaryImage = (await findTestImage(fixture.engine, 'auxiliary')) ?? '';
    sandbox = await openSandbox(fixture.engine, { run, auxiliaryImage, watchKernel: false });
    rooms = await sandbox.makeRooms({ slots: 1, egress: false, redirectedHosts: [] });
    const reference = 'busybox:stable';
    const credentials = async () => undefined;
    const asked = { reference, repository: base, tag: 'stable', substitute: undefined, credentials };
    const pinning = await pinBase(sandbox.registry, asked);
    if (pinning.kind !== 'pinned') throw new Error(pinning.message);
    digest = pinning.base.digest;
  });
  afterAll(async () => {
    await sandbox.close();
    await fixture.close();
  });

  /** `during` begins when the script has begun. */
  const inRoom = (script: string, during = async (): Promise<void> => undefined): Promise<Seen> =>
    rooms.pools.none.use(async (room) => {
      const trial = fixture.trial(`read -r go; ${ASKING}; ${script}`, {
        ownership: ownershipOf(run, 't1'),
        pushes: true,
      });
      const started = await room.startTrial(trial);
      if (started.kind !== 'started') throw new Error(started.message);
      const { container } = started;
      const reading = await container.evidence(() => true, 10_000);
      expect(reading.kind).toBe('read');
      await container.feed(Readable.from(['go\n']));
      await during();
      await container.ending(60_000);
      const output = (await container.output()) ?? '';
      const use = await container.registryUse();
      await container.remove();
      if (use === null) throw new Error('the trial was not followed');
      return { output, use };
    });

  it('refuses what would change a base image, the catalogue, and repositories of other names', async () => {
    const { output, use } = await inRoom(`
      ask POST /v2/${base}/blobs/uploads/
      ask PUT /v2/${base}/manifests/stable '{}'
      ask DELETE /v2/${base}/manifests/${digest}
      ask POST /v2/library/other/blobs/uploads/
      ask POST /v2/other/blobs/uploads/
      ask GET /v2/_catalog
      ask GET /v2/${base}/manifests/stable`);
    const statuses = output.trim().split('\n').map(Number);
    expect(statuses.slice(0, -1).filter((status) => status < 400)).toEqual([]);
    expect(statuses.at(-1)).toBe(200);
    expect((await sandbox.registry.source.manifest(base, 'stable'))?.digest).toBe(digest);
    expect(await sandbox.registry.source.manifest('library/other', 'x')).toBeUndefined();
    expect(use.gap).toBeNull();
    expect(askedIn(use).map(({ method, repository, status }) => [method, repository, status])).toEqual(
      ['POST', 'PUT', 'DELETE', 'POST', 'POST', 'GET', 'GET'].map((method, index) => [
        method,
        [base, base, base, 'library/other', 'other', null, base][index],
        statuses[index],
      ]),
    );
  });

  it('takes the image of a trial, whose layers may come from a base image', async () => {
    const stored = await sandbox.registry.source.manifest(base, 'stable');
    if (stored === undefined) throw new Error('the base image is not there');
    const { config, layers } = stored.manifest as { config: Blob; layers: readonly Blob[] };
    const mounts = [config, ...layers].map(
      (blob) => `ask POST '/v2/${own}/blobs/uploads/?mount=${blob.digest}&from=${base}'`,
    );
    const { output, use } = await inRoom(
      `${mounts.join('; ')}; ask PUT /v2/${own}/manifests/image '${JSON.stringify(stored.manifest)}' ${TYPE}`,
    );
    expect(output.trim().split('\n')).toEqual(Array(mounts.length + 1).fill('201'));
    expect(await sandbox.registry.source.manifest(own, 'image')).toBeDefined();
    expect(use.requests.filter(({ mount }) => mount !== null).map(({ mount }) => mount)).toEqual(
      [config, ...layers].map((blob) => ({ digest: blob.digest, from: base })),
    );
  });

  it('stands still as an upload begins, until it is known who is there', async () => {
    const upload = `ask POST /v2/${own}/blobs/uploads/`;
    const { use } = await inRoom(`sleep 60 & ${upload}; ${upload}; ${upload}; kill $!`);
    expect(use).toMatchObject({ gap: null, company: { kind: 'counted', names: expect.arrayContaining(['sleep']) } });
    const asked = Array.from({ length: 30 }, () => upload).join('; ');
    expect(await inRoom(asked)).toMatchObject({ use: { gap: null, company: { kind: 'counted' } } });
  });

  it('says for how long it gave no sign', async () => {
    const pause = async (): Promise<void> => {
      const container = fixture.api.docker.getContainer(`${run}-isolated-slot-0`);
      await container.pause();
      await sleep(3_000);
      await container.unpause();
    };
    const { use } = await inRoom('sleep 1', pause);
    expect(use.gap).toBeNull();
    expect(use.longestSilenceMs).toBeGreaterThan(2_500);
    const { use: after } = await inRoom('sleep 2');
    expect(after.longestSilenceMs).toBeLessThan(2_500);
  });

  it('leaves its ports to the trial, and no request of one trial to the next', async () => {
    const { output } = await inRoom('nc -l -p 80 -e echo served & sleep 0.2; nc 127.0.0.1 80');
    expect(output).toContain('served');
  });

  it('cannot be made to keep quiet about a request, or to tell one that was not made', async () => {
    const injected = '127.0.0.1 - - [x] "PUT /v2/none/manifests/x HTTP/1.1" 201 0 "" ""';
    const target = `http://a%0a${encodeURIComponent(injected)}%0a@127.0.0.1/v2/library/quiet/manifests/x`;
    const { use } = await inRoom(`ask GET ${target}; ask GET /v2/${base}/manifests/stable`);
    // The line that it adds cannot make the trial's own go away, and shows that it was at it.
    expect(askedIn(use).at(-1)).toMatchObject({ repository: base, status: 200 });
    expect(use.requests.some(({ subject }) => subject === 'other')).toBe(true);
    const { use: quiet } = await inRoom(
      "ask GET 'http://u%20%5Bx%5D%20%22GET%20%2Fv2%2F%20HTTP%2F1.1%22%20200%201%20%22@127.0.0.1/v2/_catalog'",
    );
    expect(quiet.requests.some(({ subject }) => subject === 'other')).toBe(true);
  });
});

/** What the trial asked, without the signs of life that are asked for meanwhile. */
function askedIn({ requests }: TrialRegistryUse): TrialRegistryUse['requests'] {
  return requests.filter(({ subject }) => subject !== 'version');
}

interface Blob {
  readonly digest: string;
}

const TYPE = 'application/vnd.docker.distribution.manifest.v2+json';

/** Sends a request to the registry, and prints the status of the answer. */
const ASKING = `ask() {
  printf '%s %s HTTP/1.0\\r\\nHost: x\\r\\nContent-Type: %s\\r\\nContent-Length: %s\\r\\n\\r\\n%s' "$1" "$2" "\${4:-text/plain}" "\${#3}" "$3" |
    nc -w 5 127.0.0.1 ${REGISTRY_PORT} | head -n 1 | cut -d ' ' -f 2
}`;
