import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { unreadableImage } from '../bounds/image-bounds.ts';
import { parseDocument } from './parse-document.ts';
import type { StoredManifest } from './registry-source.ts';
import { readBounded } from './verified-blob.ts';

/**
 * Reads a manifest; its digest is that of the bytes that came.
 *
 * @throws HarnessError IMAGE_UNREADABLE if it cannot be read; `origin` names it in the message.
 */
export async function readStoredManifest(stream: Readable, origin: string): Promise<StoredManifest> {
  try {
    const bytes = await readBounded(stream);
    return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, manifest: parseDocument(bytes) };
  } catch (thrown) {
    throw unreadableImage(`Cannot read ${origin}`, thrown);
  }
}
