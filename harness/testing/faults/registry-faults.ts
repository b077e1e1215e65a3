import { isDeepStrictEqual } from 'node:util';
import { pause } from '../../engine/deadline.ts';
import { messageOf } from '../../errors.ts';
import type { ImageFingerprint } from '../../image/fingerprint/fingerprint.ts';
import { fingerprintImage } from '../../image/reading/fingerprint-image.ts';
import { createHttpRegistry } from '../../image/registry/http-registry.ts';
import { layerArchive } from '../scripted/layer-archive.ts';
import { gzipLayer, type RegistryFiles, serveRegistry, storeImage } from '../scripted/stored-images.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { drawSchedule } from './fault-schedule.ts';
import type { Truthfulness } from './fault-truth.ts';
import type { FaultedRunEnd } from './faulted-run.ts';

/** How long the registry may take to answer under faults, and in peace on a busy machine. */
const [DEADLINE_MS, PEACEFUL_DEADLINE_MS] = [2_000, 60_000];

/** Longer than the silence that a reader of layers bears, for each of those of an image. */
const READING_DEADLINE_MS = 400_000;

/** Reads an image from a registry over HTTP under the schedule of a seed: it is the image, or an error. */
export async function tryRegistrySchedule(seed: number): Promise<FaultedRunEnd> {
  const files: RegistryFiles = new Map();
  const layers = ['first', 'second'].map(async (name) =>
    gzipLayer(await layerArchive([{ name, content: name.repeat(99) }])),
  );
  storeImage(files, 'out:t1', await Promise.all(layers), { User: 'app' });
  await using server = await serveRegistry(files);
  const truth = await readFrom(server.url, PEACEFUL_DEADLINE_MS);
  await using proxy = await startFaultProxy({ port: Number(new URL(server.url).port) });
  const schedule = drawSchedule({ seed, rate: 0.25 });
  proxy.schedule = schedule;
  const timer = new AbortController();
  const overdue = pause(READING_DEADLINE_MS, timer.signal).then(() => 'hung' as const);
  const seen = await Promise.race([readFrom(proxy.url, DEADLINE_MS).catch(messageOf), overdue]);
  timer.abort();
  const end = endOf(seen, truth);
  return {
    faults: schedule.injected.map((fault) => ({ ...fault, end })),
    verdicts: { true: 0, none: 0, wrong: 0, [end]: 1 },
    ended: end === 'true' ? 'with all answers' : 'with an error',
    error: typeof seen === 'string' ? seen : null,
    wrong: end === 'wrong' ? ['another image was read'] : [],
    lost: [],
    left: [],
    hung: seen === 'hung' ? ['the reading of an image has no end'] : [],
  };
}

function endOf(seen: ImageFingerprint | string, truth: ImageFingerprint): Truthfulness {
  if (typeof seen === 'string') return 'none';
  return isDeepStrictEqual(seen, truth) ? 'true' : 'wrong';
}

async function readFrom(url: string, deadlineMs: number): Promise<ImageFingerprint> {
  const registry = createHttpRegistry(url, { deadlineMs });
  try {
    return await fingerprintImage(registry, 'out', 't1', { baseLayers: new Set() });
  } finally {
    registry.close();
  }
}
