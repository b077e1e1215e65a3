import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { within } from '../../deadline.ts';

/**
 * The content of the one regular file in a tar, as a stream; undefined if the tar holds something else. Destroying the
 * content closes the tar; a tar that breaks off, or from which nothing comes for `stallMs`, makes the content fail.
 */
export async function openSingleFile(tar: Readable, stallMs: number): Promise<Readable | undefined> {
  const extraction = extract();
  extraction.on('error', () => undefined);
  tar.on('error', (error) => extraction.destroy(error));
  tar.pipe(extraction);
  const close = (): void => {
    tar.unpipe(extraction);
    tar.destroy();
    extraction.destroy();
  };
  try {
    const first = await within(stallMs, extraction[Symbol.asyncIterator]().next());
    if (first.done !== true && first.value.header.type === 'file') {
      return Readable.from(chunksOf(first.value, stallMs), { objectMode: false }).once('close', close);
    }
    close();
    return undefined;
  } catch (thrown) {
    close();
    throw thrown;
  }
}

async function* chunksOf(entry: AsyncIterable<unknown>, stallMs: number): AsyncGenerator<unknown> {
  const chunks = entry[Symbol.asyncIterator]();
  for (;;) {
    const next = await within(stallMs, chunks.next());
    if (next.done === true) return;
    yield next.value;
  }
}
