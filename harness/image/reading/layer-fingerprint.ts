import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { HarnessError, messageOf } from '../../errors.ts';
import type { AddedLayer, Entry } from '../fingerprint/fingerprint.ts';
import { createLayerEntries, toRecord } from '../fingerprint/layer-entries.ts';
import { normalizeLayerPath } from '../fingerprint/layer-path.ts';
import { readThrough } from '../registry/read-through.ts';
import { StallGuard } from '../registry/stall-guard.ts';
import { DigestCheck } from '../registry/verified-blob.ts';
import { readTar, type StreamedEntry } from '../tar/read-tar.ts';
import { decompressionOf } from './decompress-layer.ts';
import type { LayerDescriptor } from './read-image.ts';

/**
 * Fingerprints a layer while it streams by; nothing is extracted, and memory grows with the number of paths only.
 *
 * @throws HarnessError IMAGE_UNREADABLE if the blob is broken or stalls, is not what its digest names, or cannot be read.
 */
export async function fingerprintLayer(blob: Readable, descriptor: LayerDescriptor): Promise<AddedLayer> {
  const { digest, mediaType } = descriptor;
  const decompression = decompressionOf(mediaType);
  if (decompression.kind === 'unsupported') {
    blob.destroy();
    throw new HarnessError('IMAGE_UNREADABLE', `Cannot read the layer ${digest}: ${decompression.reason}`, {
      hint: 'Let the builder compress layers with gzip.',
    });
  }
  const decompress = decompression.kind === 'none' ? [] : [decompression.create()];
  try {
    return await readThrough(blob, [new StallGuard(), new DigestCheck(digest), ...decompress], readLayer);
  } catch (thrown) {
    throw new HarnessError('IMAGE_UNREADABLE', `Cannot read the layer ${digest}: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

async function readLayer(archive: AsyncIterable<Buffer>): Promise<AddedLayer> {
  const entries = createLayerEntries();
  for await (const entry of readTar(archive)) {
    entries.add(normalizeLayerPath(entry.name), await layerEntry(entry));
  }
  return { kind: 'added', entries: entries.toRecord() };
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
