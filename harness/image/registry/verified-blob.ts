import { createHash } from 'node:crypto';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { readThrough } from './read-through.ts';
import { StallGuard } from './stall-guard.ts';

/** No manifest or image configuration may be larger than this. */
const LARGEST_DOCUMENT_BYTES = 8 * 1024 * 1024;

/** Passes chunks on, and fails at the end if they are not those that a digest names. */
export class DigestCheck extends Transform {
  readonly #expected: string;
  readonly #hash = createHash('sha256');

  constructor(digest: string) {
    super();
    this.#expected = digest;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#hash.update(chunk);
    callback(null, chunk);
  }

  override _flush(callback: TransformCallback): void {
    const actual = `sha256:${this.#hash.digest('hex')}`;
    callback(actual === this.#expected ? null : new Error(`its content has the digest ${actual}`));
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
 * @throws Error as `readBounded`, and if the content is not what `digest` names.
 */
export async function readVerified(stream: Readable, digest: string): Promise<Buffer> {
  return readThrough(stream, [new StallGuard(), new DigestCheck(digest)], collect);
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const collected: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.length;
    if (sizeBytes > LARGEST_DOCUMENT_BYTES) throw new Error(`it is larger than ${LARGEST_DOCUMENT_BYTES} bytes`);
    collected.push(chunk);
  }
  return Buffer.concat(collected);
}
