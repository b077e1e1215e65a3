import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HarnessError } from '../../errors.ts';
import { layerArchive } from '../../testing/scripted/layer-archive.ts';
import {
  descriptorOf,
  openStored,
  type RegistryFiles,
  storedBlob,
  storeManifest,
} from '../../testing/scripted/stored-images.ts';
import type { ImageFingerprint } from '../fingerprint/fingerprint.ts';
import { parseFingerprint, serializeFingerprint } from '../fingerprint/fingerprint-file.ts';
import { createFilesystemRegistry } from '../registry/filesystem-registry.ts';
import { fingerprintImage } from './fingerprint-image.ts';
import { fingerprintLayer } from './layer-fingerprint.ts';

const archive = await layerArchive([
  { name: 'd/', type: 'directory' },
  { name: 'd/f', content: 'content', pax: [['SCHILY.xattr.user.a', 'v']] },
  { name: 'l', type: 'link', linkname: 'd/f' },
  { name: 's', type: 'symlink', linkname: '../x', pax: [['linkpath', 'long'.repeat(50)]] },
  { name: '.wh.gone' },
  { name: 'null', type: 'character-device', devmajor: 1, devminor: 3 },
]);

/** Some bytes of an archive changed, with the checksums that go with them, so that more than the checksum is looked at. */
const anyArchive = fc
  .array(
    fc.tuple(
      fc.nat(archive.length - 1),
      fc.oneof(fc.nat(255), fc.constantFrom(0, 0x20, 0x30, 0x37, 0x67, 0x78, 0x80, 0xff)),
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((changes) => {
    const changed = Buffer.from(archive);
    for (const [index, byte] of changes) changed[index] = byte;
    for (let start = 0; start < changed.length; start += 512) withChecksum(changed.subarray(start, start + 512));
    return changed;
  });

function withChecksum(block: Buffer): void {
  if (block.toString('latin1', 257, 262) !== 'ustar') return;
  block.write('        ', 148, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

/** What was read can be kept and read again; what was not is an error of the catalogue. */
async function expectReadOrRefused(reading: Promise<ImageFingerprint>): Promise<void> {
  const read = await reading.catch((thrown: unknown) => {
    expect(thrown).toBeInstanceOf(HarnessError);
    expect(thrown).toMatchObject({ code: expect.stringMatching(/^IMAGE_(?:UNREADABLE|BEYOND_BOUNDS)$/) });
    expect((thrown as Error).message.length).toBeLessThan(1_000);
    return undefined;
  });
  if (read !== undefined) expect(parseFingerprint(serializeFingerprint(read))).toEqual(read);
}

test('any archive is read or refused', async () => {
  const property = fc.asyncProperty(anyArchive, fc.boolean(), async (bytes, isGzip) => {
    const blob = isGzip ? gzipSync(bytes) : bytes;
    const mediaType = `application/vnd.oci.image.layer.v1.tar${isGzip ? '+gzip' : ''}`;
    const layer = fingerprintLayer(Readable.from([blob]), { ...descriptorOf(blob), mediaType });
    await expectReadOrRefused(layer.then((read) => ({ config: {}, layers: [read] })));
  });
  await fc.assert(property, { numRuns: 400 });
});

test('any manifest and any configuration are read or refused', async () => {
  const descriptor = fc.record(
    {
      mediaType: fc.string(),
      digest: fc.oneof(fc.string(), fc.constant(`sha256:${'0'.repeat(64)}`)),
      size: fc.double(),
    },
    { requiredKeys: [] },
  );
  const layers = fc.oneof(fc.jsonValue(), fc.array(descriptor, { maxLength: 3 }));
  const settings = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'Env', 'Labels')), fc.jsonValue());
  const configuration = fc.oneof(
    fc.jsonValue(),
    fc.record({ architecture: fc.string(), os: fc.string(), config: settings }),
  );
  const anyManifest = fc.oneof(fc.jsonValue(), fc.record({ layers, isWhole: fc.boolean() }));
  const property = fc.asyncProperty(configuration, anyManifest, async (config, manifest) => {
    const files: RegistryFiles = new Map();
    const stored = { mediaType: 'c', ...storedBlob(files, Buffer.from(JSON.stringify(config))) };
    const whole = { schemaVersion: 2, config: stored, layers: [] };
    storeManifest(
      files,
      'out:t1',
      typeof manifest === 'object' && manifest !== null ? { ...whole, ...manifest } : whole,
    );
    const registry = createFilesystemRegistry('/v2', openStored(files, '/v2'));
    await expectReadOrRefused(fingerprintImage(registry, 'out', 't1', { baseLayers: new Set() }));
  });
  await fc.assert(property, { numRuns: 200 });
});
