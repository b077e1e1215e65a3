import type { Readable } from 'node:stream';
import { HarnessError, messageOf } from '../../errors.ts';
import { readThrough } from '../registry/read-through.ts';
import { StallGuard } from '../registry/stall-guard.ts';
import { DigestCheck } from '../registry/verified-blob.ts';
import { readTar, type StreamedEntry } from '../tar/read-tar.ts';
import { decompressionOf } from './decompress-layer.ts';
import type { LayerDescriptor } from './read-image.ts';

/**
 * Reads the entries of a layer while it streams by; nothing is extracted.
 *
 * @throws HarnessError IMAGE_UNREADABLE if the blob is broken or stalls, is not what its digest names, or cannot be read.
 */
export async function readLayer<Result>(
  blob: Readable,
  { digest, mediaType }: LayerDescriptor,
  read: (entries: AsyncIterable<StreamedEntry>) => Promise<Result>,
): Promise<Result> {
  const decompression = decompressionOf(mediaType);
  if (decompression.kind === 'unsupported') {
    blob.destroy();
    throw new HarnessError('IMAGE_UNREADABLE', `Cannot read the layer ${digest}: ${decompression.reason}`, {
      hint: 'Let the builder compress layers with gzip.',
    });
  }
  const decompress = decompression.kind === 'none' ? [] : [decompression.create()];
  try {
    const steps = [new StallGuard(), new DigestCheck(digest), ...decompress] as const;
    return await readThrough(blob, steps, (archive) => read(readTar(archive)));
  } catch (thrown) {
    throw new HarnessError('IMAGE_UNREADABLE', `Cannot read the layer ${digest}: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}
