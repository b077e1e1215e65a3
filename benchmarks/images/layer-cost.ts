import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { messageOf } from '../../harness/errors.ts';
import { isBeyondBounds } from '../../harness/image/bounds/image-bounds.ts';
import { compareImages } from '../../harness/image/compare/compare-images.ts';
import type { AddedLayer } from '../../harness/image/fingerprint/fingerprint.ts';
import { serializeFingerprint } from '../../harness/image/fingerprint/fingerprint-file.ts';
import { fingerprintLayer } from '../../harness/image/reading/layer-fingerprint.ts';
import type { LayerDescriptor } from '../../harness/image/reading/read-image.ts';
import type { HostileLayer } from './hostile-layers.ts';

/** What it took to read a layer, to write its fingerprint, and to compare it with an image without it. */
export interface LayerCost {
  readonly isRead: boolean;
  /** How many entries, or why it was not read. */
  readonly told: string;
  readonly ms: number;
  readonly peakBytes: number;
}

/** Writes a layer as builders compress it. */
export async function writeLayer({ archive }: HostileLayer, file: string): Promise<LayerDescriptor> {
  const hash = createHash('sha256');
  let size = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      hash.update(chunk);
      size += chunk.length;
      callback(null, chunk);
    },
  });
  await pipeline(Readable.from(archive()), createGzip({ level: 1 }), count, createWriteStream(file));
  const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
  return { digest: `sha256:${hash.digest('hex')}`, size, mediaType };
}

/** Reads a layer in a process of its own, so that its memory is that of this layer. */
export function costOfLayer(file: string, layer: LayerDescriptor): LayerCost {
  const args = ['--enable-source-maps', process.argv[1] ?? '', '--read', file, '--layer', JSON.stringify(layer)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 24 });
  if (status !== 0) throw new Error(`the process that read the layer ended with ${status}:\n${stderr.slice(-2_000)}`);
  return JSON.parse(stdout) as LayerCost;
}

/** What that process does. */
export async function readOneLayer(file: string, layer: LayerDescriptor): Promise<LayerCost> {
  const startedAt = performance.now();
  const told = await fingerprintLayer(createReadStream(file), layer).then(used, (thrown: unknown) => {
    if (!isBeyondBounds(thrown)) throw thrown;
    return { isRead: false, told: messageOf(thrown).replace(/^Cannot read the layer \S+ /, '') };
  });
  return { ...told, ms: performance.now() - startedAt, peakBytes: process.resourceUsage().maxRSS * 1_024 };
}

/** What a run does with an image: it is written down and compared. */
function used(layer: AddedLayer): Pick<LayerCost, 'isRead' | 'told'> {
  const image = { config: {}, layers: [layer] };
  serializeFingerprint(image);
  const differences = compareImages(image, { config: {}, layers: [{ kind: 'added', entries: {} }] });
  return { isRead: true, told: `${differences.length.toLocaleString('en-US')} entries` };
}
