// The benchmarks of scripts/bench-trials: measures, then prints one table.
import { parseArgs } from 'node:util';
import { HarnessError } from '../../harness/errors.ts';
import { BUILDER, builderRequested } from '../measuring/measured-builder.ts';
import { type Measured, runBenchmark, SHORT } from '../measuring/run-benchmark.ts';
import { terminalTable } from '../measuring/terminal-table.ts';
import { BENCHMARKS, USUAL } from './benchmarks.ts';
import { openSurroundings } from './surroundings.ts';
import type { TrialsRow } from './trials-row.ts';

const HEAD = ['measured', 'the tool', 'by hand', 'ratio', 'target'];

const USUAL_CASE = 'dockerfiles/setgid-foreign-group';
const SMALLEST_CASE = 'dockerfiles/copy-from-scratch';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...BUILDER,
    case: { type: 'string' },
    rounds: { type: 'string', default: '15' },
    confirm: { type: 'string', default: '2' },
    short: SHORT,
  },
});

await runBenchmark(options, async (scratch): Promise<Measured> => {
  const { short } = options;
  const chosen = positionals.length > 0 ? positionals : short ? Object.keys(BENCHMARKS) : USUAL;
  const benchmarks = chosen.map(named);
  const surroundings = await openSurroundings({
    builder: builderRequested(options),
    casePath: options.case ?? (short ? SMALLEST_CASE : USUAL_CASE),
    rounds: short ? 1 : Number(options.rounds),
    confirm: short ? 1 : Number(options.confirm),
    short,
    scratch,
  });
  try {
    const rows: TrialsRow[] = [];
    for (const benchmark of benchmarks) rows.push(await benchmark(surroundings));
    const table = terminalTable(
      HEAD,
      rows.map(({ cells }) => cells),
    );
    return {
      text: `\n${await surroundings.describe()}\n${table}`,
      areKept: rows.every(({ isKept }) => isKept),
    };
  } finally {
    await surroundings.close();
  }
});

function named(name: string): (typeof BENCHMARKS)[string] {
  const benchmark = BENCHMARKS[name];
  if (benchmark !== undefined) return benchmark;
  const hint = `There are ${Object.keys(BENCHMARKS).join(', ')}.`;
  throw new HarnessError('BAD_OPTION', `There is no benchmark ${name}`, { hint });
}
