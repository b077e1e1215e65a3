import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { openSingleFile } from './single-file.ts';

async function tarOf(content: Buffer): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'file' }, content);
  tar.finalize();
  return buffer(Readable.from(tar, { objectMode: false }));
}
const content = Buffer.alloc(300_000, 'x');

it('gives the content of the file', async () => {
  const file = await openSingleFile(Readable.from([await tarOf(content)]), 1_000);
  expect((await buffer(file ?? Readable.from([]))).equals(content)).toBe(true);
});

it('gives nothing for a directory or an empty tar', async () => {
  const tar = pack();
  tar.entry({ name: 'directory', type: 'directory' });
  tar.finalize();
  expect(await openSingleFile(Readable.from(tar, { objectMode: false }), 1_000)).toBeUndefined();
  expect(await openSingleFile(Readable.from([Buffer.alloc(1024)]), 1_000)).toBeUndefined();
});

it('fails for a tar that ends in the middle of the file', async () => {
  const file = await openSingleFile(Readable.from([(await tarOf(content)).subarray(0, 10_000)]), 1_000);
  await expect(buffer(file ?? Readable.from([]))).rejects.toThrow();
});

it('fails for a tar whose connection breaks', async () => {
  const tar = new PassThrough();
  tar.write((await tarOf(content)).subarray(0, 10_000));
  const file = await openSingleFile(tar, 1_000);
  const read = buffer(file ?? Readable.from([]));
  tar.destroy(new Error('aborted'));
  await expect(read).rejects.toThrow('aborted');
});

it('fails for a tar that stops coming', async () => {
  const tar = new PassThrough();
  tar.write((await tarOf(content)).subarray(0, 10_000));
  const file = await openSingleFile(tar, 50);
  await expect(buffer(file ?? Readable.from([]))).rejects.toThrow('no answer within 0.05 s');
});

it('closes the tar when the content is given up', async () => {
  const tar = new PassThrough();
  tar.write((await tarOf(content)).subarray(0, 10_000));
  const file = await openSingleFile(tar, 1_000);
  file?.destroy();
  await expect.poll(() => tar.destroyed).toBe(true);
});
