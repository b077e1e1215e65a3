import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ImageBudget } from '../bounds/image-budget.ts';
import type { AddedLayer, Entry } from '../fingerprint/fingerprint.ts';
import { createLayerEntries, toRecord } from '../fingerprint/layer-entries.ts';
import { normalizeLayerPath } from '../fingerprint/layer-path.ts';
import type { StreamedEntry } from '../tar/read-tar.ts';
import type { LayerDescriptor } from './read-image.ts';
import { readLayer } from './read-layer.ts';

/**
 * Fingerprints a layer while it streams by; memory grows with the number of paths and their names only. `budget` counts what all
 * layers of its image hold.
 *
 * @throws HarnessError IMAGE_UNREADABLE if the blob is broken or stalls, is not what its descriptor names, or cannot be read,
 *   IMAGE_BEYOND_BOUNDS if it holds more than is read.
 */
export async function fingerprintLayer(
  blob: Readable,
  descriptor: LayerDescriptor,
  budget = new ImageBudget(),
): Promise<AddedLayer> {
  return readLayer(blob, descriptor, budget, async (archive) => {
    const entries = createLayerEntries();
    for await (const entry of archive) {
      budget.takeEntry(nameBytesOf(entry));
      entries.add(normalizeLayerPath(entry.name), await layerEntry(entry));
    }
    return { kind: 'added', entries: entries.toRecord((link) => budget.takeNames(Buffer.byteLength(link))) };
  });
}

function nameBytesOf({ name, linkName, xattrs }: StreamedEntry): number {
  const attributes = [...xattrs].reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + value.length, 0);
  return Buffer.byteLength(name) + Buffer.byteLength(linkName) + attributes;
}

async function layerEntry(entry: StreamedEntry): Promise<Entry> {
  const { type, uid, gid } = entry;
  return { type, mode: entry.mode & 0o7777, uid, gid, ...xattrsOf(entry), ...(await payloadOf(entry)) };
}

function xattrsOf({ xattrs }: StreamedEntry): Pick<Entry, 'xattrs'> {
  if (xattrs.size === 0) return {};
  return { xattrs: toRecord(new Map([...xattrs].map(([name, value]) => [name, value.toString('hex')]))) };
}

/** What stands behind the name. */
async function payloadOf(entry: StreamedEntry): Promise<Pick<Entry, 'link' | 'device' | 'size' | 'sha256'>> {
  switch (entry.type) {
    case 'file':
      return { size: entry.sizeBytes, sha256: await hashOf(entry.content) };
    case 'symlink':
      return { link: entry.linkName };
    case 'hardlink':
      return { link: normalizeLayerPath(entry.linkName) };
    case 'character-device':
    case 'block-device':
      return { device: `${entry.deviceMajor}:${entry.deviceMinor}` };
    case 'directory':
    case 'fifo':
      return {};
  }
}

async function hashOf(content: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const portion of content) hash.update(portion);
  return hash.digest('hex');
}
