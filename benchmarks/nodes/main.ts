// The benchmark of scripts/bench-nodes: how runs grow with the machines that they have.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { numberText } from '../../harness/text/plain-text.ts';
import { betweenMarkers } from '../measuring/between-markers.ts';
import { markdownTable } from '../measuring/markdown-table.ts';
import { type Measured, runBenchmark, SHORT } from '../measuring/run-benchmark.ts';
import { CPUS, type NodesCosts, POD_MS, runOnNodes } from './run-on-nodes.ts';

/** With so many nodes, so much of what as many times one node does is to be left. */
const LINEAR = { nodes: 8, share: 0.9 };

/** Where --write puts the table. */
const PAGE = 'docs/scale.md';

const { values: options } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1,2,4,8,64' },
    'cases-per-node': { type: 'string', default: '16' },
    'most-cases': { type: 'string', default: '5000' },
    write: { type: 'boolean', default: false },
    short: SHORT,
    once: { type: 'string' },
  },
});

if (options.once !== undefined) {
  const [nodes = 1, cases = 1] = options.once.split('x').map(Number);
  await runBenchmark({ short: false }, async (scratch) => ({
    text: JSON.stringify(await runOnNodes({ nodes, cases, scratch })),
    areKept: true,
  }));
} else await runBenchmark(options, measure);

interface Row extends NodesCosts {
  readonly nodes: number;
  readonly cases: number;
}

function measure(): Measured {
  const counts = options.short ? [1, 2] : options.nodes.split(',').map(Number);
  const perNode = options.short ? 1 : Number(options['cases-per-node']);
  const most = Math.max(...counts);
  const rows = counts.map((nodes): Row => {
    const cases =
      !options.short && nodes === most && nodes > LINEAR.nodes ? Number(options['most-cases']) : nodes * perNode;
    return { nodes, cases, ...inOwnProcess(nodes, cases) };
  });
  const text = tableOf(rows);
  if (options.write) writeFileSync(PAGE, betweenMarkers(readFileSync(PAGE, 'utf8'), 'nodes', `\n${text}\n`));
  const linear = rows.filter(({ nodes }) => nodes <= LINEAR.nodes).every((row) => shareOf(row, rows) >= LINEAR.share);
  return { text, areKept: linear && rows.every(({ proven, cases }) => proven === cases) };
}

/** Each in a process of its own: memory that one had is not told of the next. */
function inOwnProcess(nodes: number, cases: number): NodesCosts {
  const [, script = ''] = process.argv;
  const once = ['--expose-gc', script, '--once', `${nodes}x${cases}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, once, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the run on ${nodes} nodes ended with exit code ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

function perSecond({ trials, trialsMs }: NodesCosts): number {
  return (trials / trialsMs) * 1000;
}

/** What is left of as many times as the first row does on one node. */
function shareOf(row: Row, [first]: readonly Row[]): number {
  return first === undefined ? 1 : perSecond(row) / row.nodes / (perSecond(first) / first.nodes);
}

function tableOf(rows: readonly Row[]): string {
  const speed = ['nodes', 'cases', 'trials', 'trials a second', 'of linear', 'computing for a trial'];
  const head = [...speed, 'kept in memory', 'with the record', 'peak memory'];
  const lines = rows.map((row) => [
    String(row.nodes),
    numberText(row.cases),
    numberText(row.trials),
    perSecond(row).toFixed(1),
    `${Math.round(shareOf(row, rows) * 100)} %`,
    `${(row.processorMs / row.trials).toFixed(1)} ms`,
    megabytes(row.keptBytes),
    megabytes(row.keptWithRecordBytes),
    megabytes(row.peakBytes),
  ]);
  const what = `${CPUS} trials at once on each node; a pod runs after ${POD_MS.running} ms, and its exit code is known ${POD_MS.ended} ms later.`;
  return `${what}\n\n${markdownTable(head, lines)}`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
