import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layerArchive, paxRecord, withFlag } from '../../testing/scripted/layer-archive.ts';
import { readTar, type StreamedEntry } from './read-tar.ts';

/** Cuts an archive into chunks of the given sizes, the last of which takes the rest. */
async function* chunked(archive: Buffer, sizes: readonly number[] = []): AsyncGenerator<Buffer> {
  let start = 0;
  for (const size of sizes) {
    yield archive.subarray(start, start + size);
    start += size;
  }
  yield archive.subarray(start);
}

async function read(archive: Buffer, sizes?: readonly number[]) {
  const entries: (Omit<StreamedEntry, 'content'> & { content: string })[] = [];
  for await (const entry of readTar(chunked(archive, sizes))) {
    const content = (await buffer(entry.content)).toString();
    entries.push({ ...entry, content });
  }
  return entries;
}

test('every kind of entry is read as it was written', async () => {
  const archive = await layerArchive([
    { name: 'd/', type: 'directory', mode: 0o1777 },
    { name: 'd/f', content: 'hello', mode: 0o4755, uid: 1000, gid: 42 },
    { name: 'd/hard', type: 'link', linkname: 'd/f' },
    { name: 'd/soft', type: 'symlink', linkname: '../x' },
    { name: 'null', type: 'character-device', devmajor: 1, devminor: 3 },
    { name: 'pipe', type: 'fifo' },
  ]);
  const entries = await read(archive);
  expect(entries.map(({ type, name, linkName }) => [type, name, linkName])).toEqual([
    ['directory', 'd/', ''],
    ['file', 'd/f', ''],
    ['hardlink', 'd/hard', 'd/f'],
    ['symlink', 'd/soft', '../x'],
    ['character-device', 'null', ''],
    ['fifo', 'pipe', ''],
  ]);
  expect(entries[1]).toMatchObject({ mode: 0o4755, uid: 1000, gid: 42, sizeBytes: 5, content: 'hello' });
  expect(entries[4]).toMatchObject({ deviceMajor: 1, deviceMinor: 3 });
});

test('what is read does not depend on how the stream is cut into chunks', async () => {
  const archive = await layerArchive([
    { name: 'a'.repeat(150), content: 'x'.repeat(1500), pax: [['SCHILY.xattr.user.note', 'value']] },
    { name: 'empty' },
    { name: 'last', content: 'y' },
  ]);
  const whole = await read(archive);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(700)), async (sizes) => {
      expect(await read(archive, sizes)).toEqual(whole);
    }),
  );
});

test('bytes of an extended attribute that are not UTF-8 stay as they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1 }), async (bytes) => {
      const value = Buffer.from(bytes);
      const [entry] = await read(
        await layerArchive([{ name: 'f', pax: [['SCHILY.xattr.security.capability', value]] }]),
      );
      expect(entry?.xattrs.get('security.capability')?.toString('hex')).toBe(value.toString('hex'));
    }),
  );
});

test('different names stay different, UTF-8 or not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.uint8Array({ minLength: 1, maxLength: 8 }), { selector: String }),
      async (names) => {
        const archive = await layerArchive(
          names.map((bytes) => ({ name: 'placeholder', pax: [['path', Buffer.from(bytes)]] })),
        );
        const read_ = await read(archive);
        expect(new Set(read_.map(({ name }) => name)).size).toBe(names.length);
      },
    ),
  );
});

test('a name that is not UTF-8 keeps the readable part', async () => {
  const [entry] = await read(
    await layerArchive([{ name: 'f', pax: [['path', Buffer.from('caf\xe9/\xc3\xa9', 'latin1')]] }]),
  );
  expect(entry?.name).toBe('caf\udce9/é');
});

test('PAX records change the owner, the size, the names and nothing of the next entry', async () => {
  const archive = await layerArchive([
    {
      name: 'short',
      content: 'data',
      uid: 1,
      pax: [
        ['uid', '3000000000'],
        ['gid', '4000000000'],
        ['path', 'long/name'],
      ],
    },
    { name: 'next', uid: 2, gid: 3 },
  ]);
  const entries = await read(archive);
  expect(entries[0]).toMatchObject({ name: 'long/name', uid: 3_000_000_000, gid: 4_000_000_000, content: 'data' });
  expect(entries[1]).toMatchObject({ name: 'next', uid: 2, gid: 3 });
});

test('records for all following entries are passed over, as engines do', async () => {
  const records = Buffer.concat([paxRecord('uid', Buffer.from('7'))]);
  const [defaults, plain, own] = await Promise.all([
    layerArchive([{ name: 'g', content: records }]),
    layerArchive([{ name: 'plain' }]),
    layerArchive([{ name: 'own', pax: [['uid', '8']] }]),
  ]);
  const parts = [withFlag(defaults, 'g'), plain].map((part) => part.subarray(0, -1024));
  const entries = await read(Buffer.concat([...parts, own]));
  expect(entries.map(({ name, uid }) => [name, uid])).toEqual([
    ['plain', 0],
    ['own', 8],
  ]);
});

test('GNU long names and links are read', async () => {
  const name = `${'n'.repeat(200)}/x`;
  const parts = await Promise.all([
    layerArchive([{ name: 'long', content: `${name}\0` }]),
    layerArchive([{ name: 'long', content: 'target\0' }]),
    layerArchive([{ name: 'cut', type: 'symlink', linkname: 'cut' }]),
  ]);
  const [path, link, entry] = parts.map((part) => part.subarray(0, -1024));
  const archive = Buffer.concat([
    withFlag(path ?? Buffer.of(), 'L'),
    withFlag(link ?? Buffer.of(), 'K'),
    entry ?? Buffer.of(),
  ]);
  expect(await read(archive)).toMatchObject([{ name, linkName: 'target' }]);
});

test('content that nobody reads is skipped', async () => {
  const names: string[] = [];
  const archive = await layerArchive([{ name: 'a', content: 'x'.repeat(5000) }, { name: 'b' }]);
  for await (const { name } of readTar(chunked(archive, [600, 600]))) names.push(name);
  expect(names).toEqual(['a', 'b']);
});

test('an archive that is cut off inside an entry is an error', async () => {
  const archive = await layerArchive([{ name: 'f', content: 'x'.repeat(2000), pax: [['uid', '5']] }]);
  // Blocks: PAX header, records, header, four blocks of content.
  for (const length of [1, 511, 700, 1023, 1030, 1600, 3535]) {
    await expect(read(archive.subarray(0, length)), `cut at ${length}`).rejects.toThrow('the archive ends');
  }
});

test('a flipped bit in a header is an error', async () => {
  const archive = await layerArchive([{ name: 'file', content: 'x' }]);
  await fc.assert(
    // All but the field of the checksum itself, whose padding means nothing.
    fc.asyncProperty(fc.oneof(fc.nat(147), fc.integer({ min: 156, max: 511 })), fc.nat(7), async (index, bit) => {
      const broken = Buffer.from(archive);
      broken.writeUInt8((archive[index] ?? 0) ^ (1 << bit), index);
      await expect(read(broken)).rejects.toThrow('the archive has a header');
    }),
  );
});

test('what cannot be understood is an error, not a guess', async () => {
  const plain = await layerArchive([{ name: 'sparse', content: 'x' }]);
  await expect(read(withFlag(plain, 'V'))).rejects.toThrow('unknown type "V"');
  await expect(read(withFlag(plain, 'x'))).rejects.toThrow('malformed PAX record');
  await expect(read(await layerArchive([{ name: 'f', pax: [['uid', '-1']] }]))).rejects.toThrow('not a number');
  await expect(read(Buffer.concat([Buffer.alloc(512), plain]))).rejects.toThrow('continues after a zero block');
});

test('sparse files are refused by name in each form that they have', async () => {
  const gnu = withFlag(await layerArchive([{ name: 'disk.img', content: 'x' }]), 'S');
  await expect(read(gnu)).rejects.toThrow('the archive has a sparse file, "disk.img", in a form');
  for (const record of ['major', 'map', 'size', 'numblocks']) {
    const pax = await layerArchive([
      { name: 'GNUSparseFile.0/disk.img', content: '1\n0\n1\n', pax: [[`GNU.sparse.${record}`, '1']] },
    ]);
    await expect(read(pax), record).rejects.toThrow('the archive has a sparse file, "GNUSparseFile.0/disk.img"');
  }
});

test('the last of several headers that extend one entry counts, as in Go', async () => {
  const header = async (name: string): Promise<Buffer> =>
    withFlag(await layerArchive([{ name: 'x', content: paxRecord('path', Buffer.from(name)) }]), 'x').subarray(
      0,
      -1024,
    );
  const parts = await Promise.all([header('first'), header('second'), layerArchive([{ name: 'third', content: 'c' }])]);
  expect(await read(Buffer.concat(parts))).toMatchObject([{ name: 'second', content: 'c' }]);
});

test('headers that extend no entry, names and records are read up to a bound', async () => {
  const records = withFlag(await layerArchive([{ name: 'x', content: paxRecord('a', Buffer.from('b')) }]), 'x');
  const many = Buffer.concat([
    ...Array<Buffer>(17).fill(records.subarray(0, -1024)),
    await layerArchive([{ name: 'f' }]),
  ]);
  await expect(read(many)).rejects.toMatchObject({
    code: 'IMAGE_BEYOND_BOUNDS',
    message: 'the archive has 17 extended headers before one entry; at most 16 extended headers are read',
  });
  const long = await layerArchive([{ name: 'f', pax: [['path', `\u001b[31m${'d/'.repeat(5_000)}`]] }]);
  await expect(read(long)).rejects.toThrow(
    /a name of 10,005 bytes \("\\u001b\[31md\/.*…"\); at most 8,192 bytes are read$/,
  );
  const large = await layerArchive([{ name: 'f', pax: [['SCHILY.xattr.user.a', 'v'.repeat(2 ** 20)]] }]);
  await expect(read(large)).rejects.toThrow('an extended header of 1,048,605 bytes; at most 1 MiB are read');
});

test('random bytes end in an error or an empty archive, never in a hang', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 2000 }), async (bytes) => {
      const outcome = await read(Buffer.from(bytes)).catch(() => []);
      expect(outcome).toEqual([]);
    }),
  );
});
