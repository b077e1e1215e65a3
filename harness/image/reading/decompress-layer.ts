import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { printableValue } from '../../text/printable.ts';

/** How a layer's media type says it is to be read; a compression that this Node.js cannot undo is a value. */
export type Decompression =
  | { readonly kind: 'none' }
  | { readonly kind: 'stream'; readonly create: () => Transform }
  | { readonly kind: 'unsupported'; readonly reason: string };

/** Large chunks: a layer passes through a few asynchronous steps, each of which costs time per chunk. */
const CHUNK_BYTES = 256 * 1024;

/** What undoes the compression of a layer with this media type. */
export function decompressionOf(mediaType: string): Decompression {
  if (/tar[+.]gzip$/.test(mediaType)) {
    return { kind: 'stream', create: () => zlib.createGunzip({ chunkSize: CHUNK_BYTES }) };
  }
  if (/tar[+.]zstd$/.test(mediaType)) return zstandard();
  if (/[./]tar$/.test(mediaType)) return { kind: 'none' };
  return { kind: 'unsupported', reason: `its media type ${printableValue(mediaType)} is unknown` };
}

/** Node.js has Zstandard since 22.15. */
function zstandard(): Decompression {
  const create: unknown = Reflect.get(zlib, 'createZstdDecompress');
  if (typeof create === 'function') return { kind: 'stream', create: () => create({ chunkSize: CHUNK_BYTES }) };
  return { kind: 'unsupported', reason: `it is compressed with zstd, which Node.js ${process.version} cannot read` };
}
