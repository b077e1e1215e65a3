// The benchmark of scripts/bench-images: reads images that are large or made to be a burden, and prints what each cost.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { numberText } from '../../harness/text/plain-text.ts';
import { markdownTable } from '../measuring/markdown-table.ts';
import { type Measured, runBenchmark, SHORT } from '../measuring/run-benchmark.ts';
import { hostileLayers } from './hostile-layers.ts';
import { costOfLayer, type LayerCost, readOneLayer, writeLayer } from './layer-cost.ts';

/** What one image may cost. */
const ALLOWED = { ms: 300_000, mib: 1_536 };

/** A short run reads a five-hundredth of each. */
const SHORT_SCALE = 1 / 500;

const { values: options } = parseArgs({
  options: { short: SHORT, only: { type: 'string' }, read: { type: 'string' }, layer: { type: 'string' } },
});

if (options.read !== undefined) {
  console.log(JSON.stringify(await readOneLayer(options.read, JSON.parse(options.layer ?? ''))));
} else {
  await runBenchmark(options, measureAll);
}

async function measureAll(scratch: string): Promise<Measured> {
  const layers = hostileLayers(options.short ? SHORT_SCALE : 1).filter(({ name }) => name.includes(options.only ?? ''));
  const file = join(scratch, 'layer');
  const rows: string[][] = [];
  let areKept = true;
  for (const layer of layers) {
    const descriptor = await writeLayer(layer, file);
    const cost = costOfLayer(file, descriptor);
    await rm(file);
    const isKept = cost.isRead === layer.isRead && cost.ms <= ALLOWED.ms && mebibytes(cost) <= ALLOWED.mib;
    areKept &&= isKept;
    const sizes = [numberText(Math.ceil(descriptor.size / 1_024)), numberText(Math.round(cost.ms))];
    rows.push([layer.name, ...sizes, numberText(mebibytes(cost)), cost.told, isKept ? 'kept' : '**missed**']);
  }
  const target = `at most ${numberText(ALLOWED.ms / 1_000)} s, ${numberText(ALLOWED.mib)} MiB`;
  return { text: markdownTable(['layer', 'KiB', 'ms', 'MiB at most', 'read', target], rows), areKept };
}

function mebibytes({ peakBytes }: LayerCost): number {
  return Math.round(peakBytes / 2 ** 20);
}
