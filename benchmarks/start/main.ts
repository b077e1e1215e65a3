// The benchmark of scripts/bench-start: how long the program takes for what should take no time, and what it loads for that.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { numberText } from '../../harness/text/plain-text.ts';
import { markdownTable } from '../measuring/markdown-table.ts';
import { measureProgram, neededMs, type ProgramCost } from '../measuring/measure-program.ts';
import { type Measured, runBenchmark, SHORT } from '../measuring/run-benchmark.ts';
import { median, spreadText } from '../measuring/spread.ts';
import { loadedAtStart } from './loaded-at-start.ts';

const RECORD = 'results/google-v1.24.0';

const COMMANDS = [
  { args: ['--version'], mostMs: 150 },
  { args: ['--help'], mostMs: 150 },
  { args: ['decode', '00000000a80425fb'], mostMs: 150 },
  { args: ['report', RECORD], mostMs: 400 },
  { args: ['report', RECORD, '--format=html'], mostMs: 400 },
];

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '15' }, short: SHORT } });

await runBenchmark(options, async (scratch): Promise<Measured> => {
  const measured = COMMANDS.map((command) => ({ ...command, costs: [] as ProgramCost[] }));
  for (let round = 0; round < (options.short ? 1 : Number(options.rounds)); round += 1) {
    for (const { args, costs } of measured) costs.push(measureProgram(args, scratch));
  }
  const judged = measured.map((one) => ({ ...one, isKept: neededMs(one.costs) <= one.mostMs }));
  const rows = judged.map(({ args, costs, mostMs, isKept }) => [
    args.join(' '),
    spreadText(costs.map(({ durationMs }) => durationMs)),
    String(Math.round(median(costs.map(({ processorMs }) => processorMs)))),
    `at most ${mostMs} ms`,
    isKept ? 'kept' : '**missed**',
  ]);
  const commands = markdownTable(['kaniko-caps', 'from start to end', 'ms of processor', 'target', ''], rows);
  return { text: `${commands}\n\n${await partsText()}`, areKept: judged.every(({ isKept }) => isKept) };
});

async function partsText(): Promise<string> {
  const parts = loadedAtStart(JSON.parse(await readFile('dist/metafile.json', 'utf8')), 'dist/main.js');
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const kilobytes = (bytes: number): string => `${numberText(Math.ceil(bytes / 1_000))} kB`;
  const rows = parts.slice(0, 15).map(({ name, bytes }) => [name, kilobytes(bytes)]);
  return `Loaded whatever the command: ${kilobytes(total)}.\n\n${markdownTable(['the largest parts', ''], rows)}`;
}
