// The benchmark of scripts/bench-corpus: discovers a corpus with priors of rising strength, then prints one table.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { headline } from '../../harness/report/blocks/run/run-text.ts';
import { readUncheckedRecord } from '../../harness/runs/read-record.ts';
import { measureProgram } from '../measuring/measure-program.ts';
import { BUILDER, builderOptions, builderRequested } from '../measuring/measured-builder.ts';
import { type Measured, runBenchmark, SHORT } from '../measuring/run-benchmark.ts';
import { terminalTable } from '../measuring/terminal-table.ts';
import { type CorpusCosts, corpusCosts } from './corpus-costs.ts';

const HEAD = [
  'before the first trial',
  'search trials of the bound',
  'reference builds',
  'repeats',
  'whole program',
  'run / critical path',
  'targets of the ratios',
];

/** How far the time of a run may be above its critical path. */
const MOST_OF_PATH = 1.15;

const RULES = 'guessed from the Dockerfiles';

/** The case of a short run, and few questions about it. */
const ONE_CASE = { paths: ['dockerfiles/copy-from-scratch'], further: ['--universe=CHOWN', '--confirm=1', '--jobs=1'] };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { ...BUILDER, jobs: { type: 'string' }, short: SHORT },
});

await runBenchmark(options, async (scratch): Promise<Measured> => {
  const wholeCorpus = { paths: positionals.length === 0 ? ['dockerfiles'] : positionals, further: [] };
  const { paths, further } = options.short ? ONE_CASE : wholeCorpus;
  const jobs = options.jobs === undefined ? [] : [`--jobs=${options.jobs}`];
  const builder = builderOptions(builderRequested(options));
  const first = join(scratch, 'nothing');
  const ways = [
    { name: 'nothing guessed', directory: first, args: ['--no-priors'], most: Number.POSITIVE_INFINITY },
    { name: RULES, directory: join(scratch, 'rules'), args: [], most: 1.5 },
    { name: 'an earlier record', directory: join(scratch, 'record'), args: [`--prior=${first}`], most: 1 },
  ];
  const rows: string[][] = [];
  let areKept = true;
  let measured = '';
  // The first and the last show what a short run has to show.
  for (const { name, directory, args, most } of options.short ? ways.filter(({ name }) => name !== RULES) : ways) {
    console.error(name);
    const asked = ['discover', ...paths, '--audit=off', '--vary=none', ...further, ...builder, ...jobs, ...args];
    const { durationMs } = measureProgram([...asked, `--out=${directory}`], scratch);
    const record = await readUncheckedRecord(directory);
    const costs = corpusCosts(record, Number(options.jobs ?? record.environment.cpus), durationMs);
    rows.push([name, ...costs.cells, targetsText(most)]);
    areKept = areKept && isKept(costs, most);
    measured = headline(record);
  }
  return { text: `\n${measured}\n${terminalTable(HEAD, rows)}`, areKept };
});

function targetsText(mostOfBound: number): string {
  const toBound = Number.isFinite(mostOfBound) ? `at most ${mostOfBound.toFixed(2)}, ` : '';
  return `${toBound}${MOST_OF_PATH}`;
}

/** As far as the ratios are shown. */
function isKept({ toBound, toCriticalPath }: CorpusCosts, mostOfBound: number): boolean {
  return Number(toBound.toFixed(2)) <= mostOfBound && Number(toCriticalPath.toFixed(2)) <= MOST_OF_PATH;
}
