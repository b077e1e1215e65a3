import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { layerArchive } from '../../testing/scripted/layer-archive.ts';
import {
  blobFile,
  digestOf,
  gzipLayer,
  openStored,
  type RegistryFiles,
  storeImage,
  storeManifest,
} from '../../testing/scripted/stored-images.ts';
import type { AddedLayer } from '../fingerprint/fingerprint.ts';
import { createFilesystemRegistry } from '../registry/filesystem-registry.ts';
import { fingerprintImage } from './fingerprint-image.ts';

const NOTHING_KNOWN = { baseLayers: new Set<string>() };

function registryOf(files: RegistryFiles) {
  return createFilesystemRegistry('/v2', openStored(files, '/v2'));
}

async function layerOf(name: string) {
  return gzipLayer(await layerArchive([{ name, content: name }]));
}

test('base layers are known by digest and never read, added ones are read path by path', async () => {
  const files: RegistryFiles = new Map();
  const [base, added] = await Promise.all([layerOf('base'), layerOf('added')]);
  storeImage(files, 'out:t1', [base, added], {});
  files.delete(blobFile(digestOf(base.bytes)));
  const image = await fingerprintImage(registryOf(files), 'out', 't1', { baseLayers: new Set([digestOf(base.bytes)]) });
  expect(image.layers).toEqual([
    { kind: 'base', digest: digestOf(base.bytes) },
    { kind: 'added', entries: { added: expect.objectContaining({ type: 'file', size: 5 }) } },
  ]);
});

test('a layer that was read before is not read again', async () => {
  const files: RegistryFiles = new Map();
  storeImage(files, 'out:t1', [await layerOf('f')], {});
  const layerCache = new Map<string, AddedLayer>();
  const first = await fingerprintImage(registryOf(files), 'out', 't1', { ...NOTHING_KNOWN, layerCache });
  for (const digest of layerCache.keys()) files.delete(blobFile(digest));
  expect(await fingerprintImage(registryOf(files), 'out', 't1', { ...NOTHING_KNOWN, layerCache })).toEqual(first);
});

test('the configuration keeps what a container sees, without random and empty settings', async () => {
  const files: RegistryFiles = new Map();
  const config = {
    Hostname: '4f3a',
    Image: 'sha256:1',
    Cmd: null,
    Entrypoint: [],
    Tty: false,
    User: 'app',
    Env: ['A=1'],
    Healthcheck: { Test: ['CMD', 'true'] },
    OnBuild: ['RUN true'],
  };
  storeImage(files, 'out:t1', [], config);
  expect((await fingerprintImage(registryOf(files), 'out', 't1', NOTHING_KNOWN)).config).toEqual({
    User: 'app',
    Env: ['A=1'],
    Healthcheck: { Test: ['CMD', 'true'] },
    OnBuild: ['RUN true'],
    architecture: 'amd64',
    os: 'linux',
  });
});

test('an image without settings has its platform alone', async () => {
  const files: RegistryFiles = new Map();
  storeImage(files, 'out:t1', [], null);
  const image = await fingerprintImage(registryOf(files), 'out', 't1', NOTHING_KNOWN);
  expect(image).toEqual({ config: { architecture: 'amd64', os: 'linux' }, layers: [] });
});

test('what is no single image is refused by name', async () => {
  const files: RegistryFiles = new Map();
  storeManifest(files, 'out:index', { schemaVersion: 2, manifests: [] });
  storeManifest(files, 'out:old', { schemaVersion: 1, fsLayers: [] });
  const reading = (tag: string) => fingerprintImage(registryOf(files), 'out', tag, NOTHING_KNOWN);
  await expect(reading('index')).rejects.toMatchObject({
    code: 'IMAGE_UNREADABLE',
    message: 'out:index is an index of several images, not an image',
  });
  await expect(reading('old')).rejects.toThrow('The manifest of out:old is not a version 2 or OCI manifest');
  await expect(reading('none')).rejects.toThrow('The registry does not have the image out:none');
});

test('a configuration or layer with other bytes than its digest says is an infrastructure error', async () => {
  const layer = await layerOf('f');
  for (const isLayer of [true, false]) {
    const files: RegistryFiles = new Map();
    storeImage(files, 'out:t1', [layer], {});
    const target = isLayer
      ? blobFile(digestOf(layer.bytes))
      : [...files].find(([, bytes]) => bytes.includes('"architecture"'))?.[0];
    const bytes = Buffer.from(files.get(target ?? '') ?? '');
    // Half of it is another one: a longer blob would not have the size that the manifest says.
    bytes.fill(' ', bytes.length >> 1);
    files.set(target ?? '', bytes);
    await expect(fingerprintImage(registryOf(files), 'out', 't1', NOTHING_KNOWN)).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringMatching(isLayer ? 'Cannot read the layer sha256:' : 'its content has the digest sha256:'),
    });
  }
});

test('a document without end is given up', async () => {
  const endless = async () =>
    new Readable({
      read() {
        this.push(Buffer.alloc(1 << 16, 'sha256:'));
      },
    });
  const registry = createFilesystemRegistry('/v2', endless);
  await expect(fingerprintImage(registry, 'out', 't1', NOTHING_KNOWN)).rejects.toThrow(
    'bytes or more; at most 8 MiB are read',
  );
});
