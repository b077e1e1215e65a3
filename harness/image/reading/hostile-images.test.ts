import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type ArchiveEntry, layerArchive } from '../../testing/scripted/layer-archive.ts';
import {
  blobFile,
  descriptorOf,
  gzipLayer,
  openStored,
  type RegistryFiles,
  storedBlob,
  storeImage,
  storeManifest,
} from '../../testing/scripted/stored-images.ts';
import { IMAGE_BOUNDS } from '../bounds/image-bounds.ts';
import { ImageBudget } from '../bounds/image-budget.ts';
import { createFilesystemRegistry } from '../registry/filesystem-registry.ts';
import { fingerprintImage } from './fingerprint-image.ts';
import { fingerprintLayer } from './layer-fingerprint.ts';

const GZIP = 'application/vnd.oci.image.layer.v1.tar+gzip';
const PLAIN = 'application/vnd.oci.image.layer.v1.tar';
const CONFIG = 'application/vnd.oci.image.config.v1+json';

function reading(files: RegistryFiles, reference = 't1') {
  const registry = createFilesystemRegistry('/v2', openStored(files, '/v2'));
  return fingerprintImage(registry, 'out', reference, { baseLayers: new Set() });
}

const beyond = (message: string | RegExp): object => ({
  code: 'IMAGE_BEYOND_BOUNDS',
  message: expect.stringMatching(message),
});
const unreadable = (message: string | RegExp): object => ({
  code: 'IMAGE_UNREADABLE',
  message: expect.stringMatching(message),
});

/** An image whose configuration is this text. */
function configured(text: string, size?: number): RegistryFiles {
  const files: RegistryFiles = new Map();
  const config = { mediaType: CONFIG, ...storedBlob(files, Buffer.from(text)) };
  storeManifest(files, 'out:t1', { schemaVersion: 2, config: { ...config, size: size ?? config.size }, layers: [] });
  return files;
}

test('a configuration of 100 MB is refused for what the manifest says of it, and for what comes', async () => {
  const large = `{"architecture":"amd64","os":"linux","config":{"Labels":{"a":"${'x'.repeat(9 * 2 ** 20)}"}}}`;
  await expect(reading(configured(large))).rejects.toMatchObject(
    beyond(/^The configuration of out:t1 is unreadable: it has 9,4\d\d,\d{3} bytes; at most 8 MiB are read$/),
  );
  await expect(reading(configured(large, 100))).rejects.toMatchObject(
    unreadable('its content has more than 100 bytes; what points to it says 100'),
  );
});

test.each([
  ['lists', '[', ']'],
  ['objects', '{"a":', '}'],
])('%s that are nested deeply are refused, wherever they stand', async (_, open, close) => {
  const nested = (depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
  const config = (depth: number): string =>
    `{"architecture":"amd64","os":"linux","config":{"User":"a\\"[[","X":${nested(depth)}}}`;
  expect((await reading(configured(config(62)))).config).toHaveProperty('X');
  for (const depth of [63, 1_000_000]) {
    await expect(reading(configured(config(depth)))).rejects.toMatchObject(
      beyond('its JSON is nested more than 64 levels deep; at most 64 levels are read'),
    );
  }
  const files: RegistryFiles = new Map();
  storedBlob(files, Buffer.from('{}'));
  const link = descriptorOf(Buffer.from(nested(500_000)));
  storedBlob(files, Buffer.from(nested(500_000)));
  files.set('repositories/out/_manifests/tags/t1/current/link', Buffer.from(link.digest));
  await expect(reading(files)).rejects.toMatchObject(beyond('its JSON is nested more than 64 levels deep'));
});

test('an image of thousands of layers is refused before any of them is read', async () => {
  const files: RegistryFiles = new Map();
  const layer = { mediaType: GZIP, digest: `sha256:${'0'.repeat(64)}`, size: 1 };
  const config = { mediaType: CONFIG, ...storedBlob(files, Buffer.from('{}')) };
  storeManifest(files, 'out:t1', { schemaVersion: 2, config, layers: Array(1_001).fill(layer) });
  await expect(reading(files)).rejects.toMatchObject(
    beyond('The manifest of out:t1 is unreadable: it has 1,001 layers; at most 1,000 layers are read'),
  );
  storeManifest(files, 'out:t1', { schemaVersion: 2, config, layers: Array(1_000_000).fill(1) });
  await expect(reading(files)).rejects.toMatchObject(beyond('it has 1,000,000 layers'));
});

test('a manifest with many mistakes is refused with a short text', async () => {
  const files: RegistryFiles = new Map();
  storeManifest(files, 'out:t1', {
    schemaVersion: 2,
    config: 1,
    layers: Array(1_000).fill({ mediaType: '\u001b[2J' }),
  });
  const problem = await reading(files).catch((thrown: Error) => thrown.message);
  expect(String(problem).length).toBeLessThan(450);
});

test('a layer that a manifest names with another size or digest is refused, however it ends', async () => {
  const bytes = gzipSync(await layerArchive([{ name: 'f', content: 'x' }]));
  const layer = (stored: Buffer, size: number) =>
    fingerprintLayer(Readable.from([stored]), { ...descriptorOf(bytes), size, mediaType: GZIP });
  const named = bytes.length;
  await expect(layer(bytes, named)).resolves.toMatchObject({ kind: 'added' });
  await expect(layer(bytes, named - 1)).rejects.toThrow(`more than ${named - 1} bytes; what points to it says`);
  await expect(layer(bytes, named + 1)).rejects.toThrow(`has ${named} bytes; what points to it says ${named + 1}`);
  // Whatever follows a gzip stream is ignored by whoever decompresses it, but is part of the blob.
  const longer = Buffer.concat([bytes, Buffer.from('garbage')]);
  await expect(layer(longer, longer.length)).rejects.toThrow('its content has the digest sha256:');
});

test('a blob that is not there is named', async () => {
  const layer = gzipLayer(await layerArchive([{ name: 'f' }]));
  for (const missing of ['layer', 'config'] as const) {
    const files: RegistryFiles = new Map();
    storeImage(files, 'out:t1', [layer], {});
    const { digest } = descriptorOf(layer.bytes);
    const config = [...files].find(([, bytes]) => bytes.includes('"architecture"'))?.[0] ?? '';
    files.delete(missing === 'layer' ? blobFile(digest) : config);
    await expect(reading(files)).rejects.toMatchObject(unreadable('The registry does not have the blob sha256:'));
  }
});

test('a manifest that is asked for by its digest is the one that the digest names', async () => {
  const files: RegistryFiles = new Map();
  const digest = storeImage(files, 'out:t1', [], { User: 'a' });
  const other = storeImage(files, 'out:t2', [], { User: 'b' });
  files.set(blobFile(digest), files.get(blobFile(other)) ?? Buffer.of());
  await expect(reading(files, digest)).rejects.toMatchObject(unreadable(`has the digest ${other}`));
  await expect(reading(files, 't1')).rejects.toMatchObject(unreadable(`has the digest ${other}`));
});

test('what decompresses to more than is read is given up there', async () => {
  const budget = new ImageBudget();
  budget.takeContent(IMAGE_BOUNDS.content.most - 2 ** 20);
  const bytes = gzipSync(Buffer.alloc(8 * 2 ** 20));
  const layer = fingerprintLayer(Readable.from([bytes]), { ...descriptorOf(bytes), mediaType: GZIP }, budget);
  await expect(layer).rejects.toMatchObject(
    beyond(
      /^Cannot read the layer sha256:\w+: its layers have more than 68,\d{3},\d{3},\d{3} bytes.*; at most 64 GiB are read$/,
    ),
  );
});

test('entries count over all layers of an image, and so do their names and attributes', async () => {
  const layer = (entries: readonly ArchiveEntry[], budget: ImageBudget) =>
    layerArchive(entries).then((bytes) =>
      fingerprintLayer(Readable.from([bytes]), { ...descriptorOf(bytes), mediaType: PLAIN }, budget),
    );
  const counted = new ImageBudget();
  for (let entry = 1; entry < IMAGE_BOUNDS.entries.most; entry++) counted.takeEntry(1);
  await layer([{ name: 'the last' }], counted);
  await expect(layer([{ name: 'one more' }], counted)).rejects.toMatchObject(
    beyond('the image has more than 500,000 entries; at most 500,000 entries are read'),
  );
  const named = new ImageBudget();
  named.takeNames(IMAGE_BOUNDS.names.most - 1_000_000);
  const attribute = [['SCHILY.xattr.user.a', 'v'.repeat(400_000)]] as const;
  await expect(
    layer(
      ['a', 'b', 'c'].map((name) => ({ name, pax: attribute })),
      named,
    ),
  ).rejects.toMatchObject(
    beyond(/the names and extended attributes of its first 3 entries have 67,\d{3},\d{3} bytes; at most 64 MiB/),
  );
});

test('many hard links to a long name take no more room than is read', async () => {
  const budget = new ImageBudget();
  budget.takeNames(IMAGE_BOUNDS.names.most - 100_000);
  const long = `a/${'d/'.repeat(2_000)}f`;
  const links = Array.from({ length: 40 }, (_, index) => ({ name: `l${index}`, type: 'link' as const, linkname: 'm' }));
  const bytes = await layerArchive([
    { name: 'm', content: 'x' },
    { name: 'x', type: 'link', linkname: 'm', pax: [['path', long]] },
    ...links,
  ]);
  const layer = fingerprintLayer(Readable.from([bytes]), { ...descriptorOf(bytes), mediaType: PLAIN }, budget);
  await expect(layer).rejects.toMatchObject(beyond('the names and extended attributes'));
});

test('what follows the end of an archive is read to its end, and counts', async () => {
  const budget = new ImageBudget();
  budget.takeContent(IMAGE_BOUNDS.content.most - 2 ** 20);
  const bytes = gzipSync(Buffer.concat([await layerArchive([{ name: 'f' }]), Buffer.alloc(4 * 2 ** 20)]));
  const layer = fingerprintLayer(Readable.from([bytes]), { ...descriptorOf(bytes), mediaType: GZIP }, budget);
  await expect(layer).rejects.toMatchObject(beyond('decompressed'));
});
