import { expect, test } from 'vitest';
import { namesOf } from '../../capabilities/capability-set.ts';
import { type ArchiveEntry, layerArchive } from '../../testing/scripted/layer-archive.ts';
import {
  blobFile,
  digestOf,
  gzipLayer,
  openStored,
  type RegistryFiles,
  storeImage,
} from '../../testing/scripted/stored-images.ts';
import { createFilesystemRegistry } from '../registry/filesystem-registry.ts';
import { fileCapabilitiesOf } from './file-capabilities-of-image.ts';
import { readImage } from './read-image.ts';

const NET_RAW = '0100000200200000000000000000000000000000';
const INHERITABLE_CHOWN = '0000000200000000010000000000000000000000';

const withCapabilities = (name: string, hex: string): ArchiveEntry => ({
  name,
  content: name,
  pax: [['SCHILY.xattr.security.capability', Buffer.from(hex, 'hex')]],
});

async function read(files: RegistryFiles): Promise<string[]> {
  const registry = createFilesystemRegistry('/v2', openStored(files, '/v2'));
  return namesOf(await fileCapabilitiesOf(registry, 'base', await readImage(registry, 'base', '1')));
}

test('the file capabilities of an image are those of all its layers, of deleted files too', async () => {
  const files: RegistryFiles = new Map();
  const layers = await Promise.all([
    layerArchive([{ name: 'plain', content: 'x' }, withCapabilities('bin/ping', NET_RAW)]),
    layerArchive([withCapabilities('bin/other', INHERITABLE_CHOWN), { name: 'bin/.wh.ping' }]),
  ]);
  storeImage(files, 'base:1', layers.map(gzipLayer), {});
  expect(await read(files)).toEqual(['CHOWN', 'NET_RAW']);
});

test('an image without layers has none', async () => {
  const files: RegistryFiles = new Map();
  storeImage(files, 'base:1', [], {});
  expect(await read(files)).toEqual([]);
});

test('an image that lacks a layer cannot be read', async () => {
  const files: RegistryFiles = new Map();
  const layer = gzipLayer(await layerArchive([withCapabilities('ping', NET_RAW)]));
  storeImage(files, 'base:1', [layer], {});
  files.delete(blobFile(digestOf(layer.bytes)));
  await expect(read(files)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
});
