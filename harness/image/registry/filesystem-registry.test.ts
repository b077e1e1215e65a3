import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openStored, type RegistryFiles, serveRegistry, storeImage } from '../../testing/scripted/stored-images.ts';
import { createFilesystemRegistry } from './filesystem-registry.ts';
import { createHttpRegistry } from './http-registry.ts';

const ROOT = '/srv/registry/docker/registry/v2';
const LAYER = { mediaType: 'application/vnd.oci.image.layer.v1.tar', bytes: Buffer.from('layer') };

test('files give what the registry itself gives over HTTP', async () => {
  const files: RegistryFiles = new Map();
  const digest = storeImage(files, 'trials/t1:image', [LAYER], { User: 'app' });
  await using served = await serveRegistry(files);
  const http = createHttpRegistry(served.url);
  const registry = createFilesystemRegistry(ROOT, openStored(files, ROOT));
  for (const reference of ['image', digest, 'other', `sha256:${'0'.repeat(64)}`]) {
    expect(await registry.manifest('trials/t1', reference)).toEqual(await http.manifest('trials/t1', reference));
  }
  const layer = [...files].find(([, bytes]) => bytes.equals(LAYER.bytes))?.[0].split('/')[3];
  expect(await buffer(await registry.blob('trials/t1', `sha256:${layer}`))).toEqual(LAYER.bytes);
  http.close();
});

test('a blob that is not there is an infrastructure error', async () => {
  const registry = createFilesystemRegistry(ROOT, async () => undefined);
  await expect(registry.blob('a', `sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
});

test('a link that holds no digest is an infrastructure error and is not followed', async () => {
  const opened: string[] = [];
  const registry = createFilesystemRegistry(ROOT, async (path) => {
    opened.push(path);
    return Readable.from([Buffer.from('sha256:../../../../etc/passwd')]);
  });
  await expect(registry.manifest('a', 'b')).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  expect(opened).toHaveLength(1);
});

test('a link whose stream breaks is an infrastructure error', async () => {
  const registry = createFilesystemRegistry(
    ROOT,
    async () =>
      new Readable({
        read() {
          this.destroy(new Error('connection lost'));
        },
      }),
  );
  await expect(registry.manifest('a', 'b')).rejects.toMatchObject({
    code: 'IMAGE_UNREADABLE',
    message: expect.stringContaining('connection lost'),
  });
});
