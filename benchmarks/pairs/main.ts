// The counts of scripts/count-pairs: reads journals, prints Markdown or writes it into the page.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { HarnessError } from '../../harness/errors.ts';
import { betweenMarkers } from '../measuring/between-markers.ts';
import { runBenchmark } from '../measuring/run-benchmark.ts';
import { pairsOfRun, type RunPairs } from './pairs-of-run.ts';
import { pairsText } from './pairs-text.ts';

/** Where the counts are kept. */
const PAIRS_PAGE = 'docs/proof-pairs.md';

const { values: options, positionals: directories } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});

await runBenchmark({ short: false }, async () => {
  if (directories.length === 0) {
    throw new HarnessError('NO_RUN', 'No run is named', { hint: 'Name the directories of runs: results/*.' });
  }
  const runs: RunPairs[] = [];
  for (const directory of directories) runs.push(await pairsOfRun(directory));
  const text = pairsText(runs);
  if (options.write) await writeFile(PAIRS_PAGE, betweenMarkers(await readFile(PAIRS_PAGE, 'utf8'), 'pairs', text));
  return { text: options.write ? `Wrote ${PAIRS_PAGE}.` : text, areKept: true };
});
