import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDockerNetwork, createDockerVolume } from '../../engine/docker/containers/docker-objects.ts';
import type { Service } from '../../engine/docker/containers/docker-service.ts';
import { pushImage } from '../../engine/docker/images/push-image.ts';
import { startKeeper } from '../../engine/docker/site/site-registry.ts';
import { BASES_ROOT, registryFiles } from '../../engine/site-registry/registry-layout.ts';
import { KEEPER_BASES_PORT } from '../../engine/site-registry/registry-program.ts';
import { type DockerFixture, openDockerFixture, reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { findTestImage } from '../../testing/programs/test-images.ts';
import { layerArchive } from '../../testing/scripted/layer-archive.ts';
import { createFilesystemRegistry } from '../registry/filesystem-registry.ts';
import { createHttpRegistry, type HttpRegistry } from '../registry/http-registry.ts';
import { fingerprintImage } from './fingerprint-image.ts';

const reason = await reasonToSkip('auxiliary');

describe.skipIf(reason !== undefined)(`fingerprints of images in a real registry (${reason ?? 'available'})`, () => {
  const id = `kaniko-caps-test-${randomUUID().slice(0, 8)}`;
  let fixture: DockerFixture;
  let service: Service;
  let http: HttpRegistry;

  beforeAll(async () => {
    fixture = await openDockerFixture();
    await createDockerNetwork(fixture.api, id, fixture.labels);
    const volumes = { bases: `${id}-bases`, trials: `${id}-trials` };
    for (const name of Object.values(volumes)) await createDockerVolume(fixture.api, name, fixture.labels);
    service = await startKeeper(fixture.api, {
      name: `${id}-registry`,
      image: (await findTestImage(fixture.engine, 'auxiliary')) ?? '',
      network: id,
      volumes,
      labels: fixture.labels,
    });
    http = createHttpRegistry(`http://127.0.0.1:${service.hostPorts.get(KEEPER_BASES_PORT)}`);
    while ((await http.manifest('none', 'none').catch(() => 'not up yet')) !== undefined) await sleep(50);
  });
  afterAll(async () => {
    http.close();
    await fixture.close();
  });

  it('sees through both ways to the registry what the layer of a pushed image holds', async () => {
    const reference = 'kaniko-caps-test:fingerprint';
    const capability = Buffer.from('0100000200200000000000000000000000000080', 'hex');
    const archive = await layerArchive([
      { name: 'tool', content: 'x', mode: 0o2755, uid: 1000, gid: 42 },
      { name: 'ping', content: 'y', mode: 0o755, pax: [['SCHILY.xattr.security.capability', capability]] },
    ]);
    await fixture.engine.images.importRootFilesystem(Readable.from([archive]), { reference, entrypoint: ['/tool'] });
    expect(
      await pushImage(fixture.api, reference, `127.0.0.1:${service.hostPorts.get(KEEPER_BASES_PORT)}/image:1`),
    ).toMatchObject({
      kind: 'done',
    });

    const files = createFilesystemRegistry(registryFiles(BASES_ROOT), (path) => service.openFile(path));
    const [overHttp, fromFiles] = await Promise.all(
      [http, files].map((source) => fingerprintImage(source, 'image', '1', { baseLayers: new Set() })),
    );
    expect(fromFiles).toEqual(overHttp);
    expect(overHttp).toMatchObject({
      config: { Entrypoint: ['/tool'], os: 'linux' },
      layers: [
        {
          entries: {
            tool: { type: 'file', mode: 0o2755, uid: 1000, gid: 42, size: 1 },
            ping: { xattrs: { 'security.capability': capability.toString('hex') } },
          },
        },
      ],
    });
  });
});
