import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ArchiveEntry, layerArchive } from '../../testing/scripted/layer-archive.ts';
import { descriptorOf } from '../../testing/scripted/stored-images.ts';
import { fingerprintLayer } from './layer-fingerprint.ts';

const GZIP = 'application/vnd.oci.image.layer.v1.tar+gzip';
const PLAIN = 'application/vnd.docker.image.rootfs.diff.tar';

async function fingerprint(entries: readonly ArchiveEntry[]) {
  return fingerprintBytes(gzipSync(await layerArchive(entries)));
}

async function fingerprintBytes(bytes: Buffer, mediaType = GZIP) {
  return (await fingerprintLayer(Readable.from([bytes]), { ...descriptorOf(bytes), mediaType })).entries;
}

test('an entry has what a container would see of it, and no times', async () => {
  const entries = await fingerprint([
    { name: './etc/', type: 'directory', mode: 0o755 },
    {
      name: 'usr/bin/ping',
      content: 'ping',
      mode: 0o104755,
      uid: 1,
      gid: 2,
      pax: [['SCHILY.xattr.security.capability', Buffer.from('0100000200200000000000000000000000000080', 'hex')]],
    },
    { name: '/abs//link', type: 'symlink', linkname: '../up', mode: 0o777 },
    { name: 'dev/loop', type: 'block-device', devmajor: 7, devminor: 1, mode: 0o660 },
  ]);
  expect(entries).toEqual({
    etc: { type: 'directory', mode: 0o755, uid: 0, gid: 0 },
    'usr/bin/ping': {
      type: 'file',
      mode: 0o4755,
      uid: 1,
      gid: 2,
      size: 4,
      sha256: '758d61f26a44448384e5c4468a0dcb7a2abe456067b0f7b505bc28b9411fe931',
      xattrs: { 'security.capability': '0100000200200000000000000000000000000080' },
    },
    'abs/link': { type: 'symlink', mode: 0o777, uid: 0, gid: 0, link: '../up' },
    'dev/loop': { type: 'block-device', mode: 0o660, uid: 0, gid: 0, device: '7:1' },
  });
});

test('whiteouts stand at what they delete, also where something takes its place', async () => {
  const entries = await fingerprint([
    { name: '.wh.bin' },
    { name: 'a/.wh.gone' },
    { name: 'a/.wh..wh..opq' },
    { name: 'b', type: 'directory', mode: 0o755 },
    { name: 'b/.wh..wh..opq' },
    { name: '.wh.b' },
  ]);
  expect(entries).toMatchObject({
    bin: { type: 'whiteout' },
    'a/gone': { type: 'whiteout' },
    a: { type: 'opaque' },
    b: { type: 'directory', whiteout: true, opaque: true },
  });
  expect(Object.keys(entries)).toHaveLength(4);
});

test('the last of several entries of a path counts', async () => {
  const entries = await fingerprint([
    { name: 'f', content: 'old' },
    { name: './f', type: 'fifo' },
  ]);
  expect(entries).toMatchObject({ f: { type: 'fifo' } });
});

test('names that are dangerous elsewhere are names like any other', async () => {
  const names = ['__proto__', 'constructor', '../../x', 'a\u001b[31mb', '.wh.', 'toString/valueOf', '42'];
  const entries = await fingerprint([...names.map((name) => ({ name, mode: 0o600 })), { name: '.wh.__proto__' }]);
  expect(Object.keys(entries).sort()).toEqual([...names].sort());
  expect(Object.hasOwn(entries, '__proto__')).toBe(true);
  expect(Object.entries(entries).find(([path]) => path === '__proto__')?.[1]).toMatchObject({
    type: 'file',
    whiteout: true,
  });
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

test('which name of a hard-linked file holds the content makes no difference', async () => {
  const file = { content: 'same', mode: 0o2755, gid: 42 };
  const link = { type: 'link', mode: 0o2755, gid: 42 } as const;
  const one = await fingerprint([
    { name: 'c', ...file },
    { name: 'a', ...link, linkname: '/c' },
    { name: 'b', ...link, linkname: 'a' },
  ]);
  const other = await fingerprint([
    { name: 'a', ...file },
    { name: 'b', ...link, linkname: 'a' },
    { name: 'c', ...link, linkname: 'b' },
  ]);
  expect(one).toEqual(other);
  expect(one).toMatchObject({ a: { type: 'file', size: 4 }, b: { type: 'hardlink', link: 'a' }, c: { link: 'a' } });
});

test('hard links that lead nowhere or in a circle are kept', async () => {
  const entries = await fingerprint([
    { name: 'a', type: 'link', linkname: 'below' },
    { name: 'x', type: 'link', linkname: 'y' },
    { name: 'y', type: 'link', linkname: 'x' },
  ]);
  expect(entries).toMatchObject({ a: { link: 'below' }, x: { link: 'y' }, y: { link: 'x' } });
});

const entryArbitrary: fc.Arbitrary<ArchiveEntry> = fc.record({
  name: fc.stringMatching(/^[a-z]{1,3}(\/[a-z]{1,3}){0,2}$/),
  content: fc.string(),
  mode: fc.nat(0o7777),
  uid: fc.nat(65535),
  gid: fc.nat(65535),
});

test('the fingerprint depends neither on order, nor on chunks, nor on the compression level', async () => {
  const archives = fc.uniqueArray(entryArbitrary, { selector: ({ name }) => name, minLength: 1, maxLength: 6 });
  const property = fc.asyncProperty(
    archives,
    fc.nat(9),
    fc.integer({ min: 1, max: 999 }),
    async (entries, level, size) => {
      const expected = await fingerprintBytes(await layerArchive(entries), PLAIN);
      const bytes = gzipSync(await layerArchive(entries.toReversed()), { level });
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const layer = await fingerprintLayer(Readable.from(chunks), { ...descriptorOf(bytes), mediaType: GZIP });
      expect(layer.entries).toEqual(expected);
    },
  );
  await fc.assert(property, { numRuns: 50 });
});

test('a layer that is cut off or changed anywhere is an infrastructure error', async () => {
  const archive = await layerArchive([{ name: 'f', content: 'x'.repeat(3000) }]);
  const property = fc.asyncProperty(
    fc.constantFrom(GZIP, PLAIN),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    fc.boolean(),
    async (mediaType, where, isCut) => {
      const bytes = mediaType === GZIP ? gzipSync(archive) : archive;
      const index = Math.floor(where * bytes.length);
      const changed = Buffer.from(isCut ? bytes.subarray(0, index) : bytes);
      if (!isCut) changed.writeUInt8(changed.readUInt8(index) ^ 0xff, index);
      const reading = fingerprintLayer(Readable.from([changed]), { ...descriptorOf(bytes), mediaType });
      await expect(reading).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

test('a stream that breaks is an infrastructure error that names the layer', async () => {
  const blob = new PassThrough();
  const digest = `sha256:${'0'.repeat(64)}`;
  const reading = fingerprintLayer(blob, { digest, size: 100, mediaType: GZIP });
  blob.write(gzipSync('x').subarray(0, 10));
  blob.destroy(new Error('connection reset'));
  await expect(reading).rejects.toThrow(`Cannot read the layer ${digest}: connection reset`);
});

test('an archive that is broken from the start names what is wrong with it, however much follows', async () => {
  const bytes = Buffer.alloc(1 << 20, 'not a tar');
  await expect(fingerprintBytes(bytes, PLAIN)).rejects.toThrow('the archive has a header with');
  await expect(fingerprintBytes(bytes)).rejects.toThrow('incorrect header check');
  await expect(fingerprintBytes(gzipSync(bytes))).rejects.toThrow('the archive has a header with');
});

test('compressions and media types that cannot be read are named', async () => {
  const unknown = fingerprintBytes(Buffer.of(1), 'application/x-wasm');
  await expect(unknown).rejects.toThrow('its media type "application/x-wasm" is unknown');
  const zstd = fingerprintBytes(Buffer.of(1), 'application/vnd.oci.image.layer.v1.tar+zstd');
  await expect(zstd).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
});
