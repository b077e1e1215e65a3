import { createHash } from 'node:crypto';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { numberText } from '../../text/plain-text.ts';
import { beyondBounds, IMAGE_BOUNDS } from '../bounds/image-bounds.ts';
import { readThrough } from './read-through.ts';
import { StallGuard } from './stall-guard.ts';

/** A blob as whatever points to it describes it. */
export interface BlobDescriptor {
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * Passes chunks on, and fails if they are more than a blob is to have, or at the end if they are fewer or not those that its
 * digest names. `readThrough` gives no result before that, so that nothing of a blob counts until all of it was checked.
 */
export class BlobCheck extends Transform {
  readonly #blob: BlobDescriptor;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  constructor(blob: BlobDescriptor) {
    super();
    this.#blob = blob;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#bytes += chunk.length;
    this.#hash.update(chunk);
    if (this.#bytes > this.#blob.size) callback(this.#wrongSize('more than '));
    else callback(null, chunk);
  }

  override _flush(callback: TransformCallback): void {
    const actual = `sha256:${this.#hash.digest('hex')}`;
    if (this.#bytes !== this.#blob.size) callback(this.#wrongSize(''));
    else callback(actual === this.#blob.digest ? null : new Error(`its content has the digest ${actual}`));
  }

  #wrongSize(more: string): Error {
    const [found, named] = [more === '' ? this.#bytes : this.#blob.size, this.#blob.size].map(numberText);
    return new Error(`its content has ${more}${found} bytes; what points to it says ${named}`);
  }
}

/**
 * Reads a small file into memory.
 *
 * @throws Error if it is larger than any manifest or configuration, or the stream breaks or stalls.
 */
export async function readBounded(stream: Readable): Promise<Buffer> {
  return readThrough(stream, [new StallGuard()], collect);
}

/**
 * Reads a small blob into memory.
 *
 * @throws Error as `readBounded`, and if the content is not what the descriptor names.
 */
export async function readVerified(stream: Readable, blob: BlobDescriptor): Promise<Buffer> {
  return readThrough(stream, [new StallGuard(), new BlobCheck(blob)], collect);
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const collected: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.length;
    if (sizeBytes > IMAGE_BOUNDS.document.most)
      throw beyondBounds(`it has ${numberText(sizeBytes)} bytes or more`, 'document');
    collected.push(chunk);
  }
  return Buffer.concat(collected);
}
