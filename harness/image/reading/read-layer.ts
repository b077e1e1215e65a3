import type { Readable } from 'node:stream';
import { unreadableImage } from '../bounds/image-bounds.ts';
import type { ImageBudget } from '../bounds/image-budget.ts';
import { readThrough } from '../registry/read-through.ts';
import { StallGuard } from '../registry/stall-guard.ts';
import { BlobCheck } from '../registry/verified-blob.ts';
import { readTar, type StreamedEntry } from '../tar/read-tar.ts';
import { decompressionOf } from './decompress-layer.ts';
import type { LayerDescriptor } from './read-image.ts';

/**
 * Reads the entries of a layer while it streams by; nothing is extracted. What `read` gives is given on only if the whole blob
 * was what its descriptor names.
 *
 * @throws HarnessError IMAGE_UNREADABLE if the blob is broken or stalls, is not what its descriptor names, or cannot be read,
 *   IMAGE_BEYOND_BOUNDS if it holds more than is read.
 */
export async function readLayer<Result>(
  blob: Readable,
  descriptor: LayerDescriptor,
  budget: ImageBudget,
  read: (entries: AsyncIterable<StreamedEntry>) => Promise<Result>,
): Promise<Result> {
  const what = `Cannot read the layer ${descriptor.digest}`;
  const decompression = decompressionOf(descriptor.mediaType);
  if (decompression.kind === 'unsupported') {
    blob.destroy();
    throw unreadableImage(what, decompression.reason, 'Let the builder compress layers with gzip.');
  }
  const decompress = decompression.kind === 'none' ? [] : [decompression.create()];
  try {
    const steps = [new StallGuard(), new BlobCheck(descriptor), ...decompress] as const;
    return await readThrough(blob, steps, (archive) => read(readTar(counted(archive, budget))));
  } catch (thrown) {
    throw unreadableImage(what, thrown);
  }
}

async function* counted(archive: AsyncIterable<Buffer>, budget: ImageBudget): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of archive) {
    budget.takeContent(chunk.length);
    yield chunk;
  }
}
