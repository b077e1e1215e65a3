import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { HarnessError, messageOf } from '../../errors.ts';
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
    const manifest: unknown = JSON.parse(bytes.toString('utf8'));
    return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, manifest };
  } catch (thrown) {
    throw new HarnessError('IMAGE_UNREADABLE', `Cannot read ${origin}: ${messageOf(thrown)}`, { cause: thrown });
  }
}
