// The counts of scripts/inject-faults: runs under faults, prints Markdown or writes it into the page.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { BuilderRequest } from '../../harness/vocabulary/run-plan.ts';
import { betweenMarkers } from '../measuring/between-markers.ts';
import { BUILDER, builderRequested } from '../measuring/measured-builder.ts';
import { runBenchmark, SHORT } from '../measuring/run-benchmark.ts';
import { dockerRound, type FaultRound, registryRound, scriptedRound } from './fault-rounds.ts';
import { faultsText, isAllWell } from './faults-text.ts';

/** Where the counts are kept. */
const RELIABILITY_PAGE = 'docs/reliability.md';

const { values: options } = parseArgs({
  options: {
    ...BUILDER,
    scripted: { type: 'string', default: '2000' },
    registry: { type: 'string', default: '1000' },
    docker: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
    short: SHORT,
  },
});

await runBenchmark({ short: false }, async () => {
  const settings = (schedules: string) => ({
    schedules: options.short ? Math.min(5, Number(schedules)) : Number(schedules),
    firstSeed: Number(options.seed),
  });
  const rounds: FaultRound[] = [await scriptedRound(settings(options.scripted))];
  // A reading that stalls in the middle of a layer is waited for.
  if (!options.short) rounds.push(await registryRound(settings(options.registry)));
  if (Number(options.docker) > 0) {
    for (const builder of builders()) rounds.push(await dockerRound(settings(options.docker), builder));
  }
  const text = faultsText(rounds);
  if (options.write)
    await writeFile(RELIABILITY_PAGE, betweenMarkers(await readFile(RELIABILITY_PAGE, 'utf8'), 'faults', text));
  return { text: options.write ? `Wrote ${RELIABILITY_PAGE}.` : text, areKept: isAllWell(rounds) };
});

/** All that are named: several executors are separated by commas. */
function builders(): BuilderRequest[] {
  const { builder, 'executor-binary': binaries } = options;
  if (binaries === undefined) return [builderRequested({ builder })];
  return binaries.split(',').map((path) => builderRequested({ 'executor-binary': path }));
}
