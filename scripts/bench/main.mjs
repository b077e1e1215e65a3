// The benchmarks of scripts/bench-trials: measures, then prints one table.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { HarnessError } from '../../dist/errors.js';
import { benchDiscovery } from './discovery.mjs';
import { benchMemory } from './memory.mjs';
import { openSurroundings } from './surroundings.mjs';
import { benchTrial } from './trial.mjs';
import { benchWitness } from './witness.mjs';

const BENCHMARKS = { trial: benchTrial, discovery: benchDiscovery, memory: benchMemory, witness: benchWitness };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    builder: { type: 'string' },
    'executor-binary': { type: 'string' },
    case: { type: 'string', default: 'dockerfiles/setgid-foreign-group' },
    rounds: { type: 'string', default: '15' },
    confirm: { type: 'string', default: '2' },
  },
});

const scratch = await mkdtemp(join(tmpdir(), 'kaniko-caps-bench-'));
try {
  const chosen = positionals.length === 0 ? Object.keys(BENCHMARKS).filter((name) => name !== 'witness') : positionals;
  const unknown = chosen.find((name) => !(name in BENCHMARKS));
  if (unknown !== undefined) throw new HarnessError('BAD_INPUT', `There is no benchmark ${unknown}`);
  const surroundings = await openSurroundings({ ...options, scratch });
  try {
    const rows = [];
    for (const name of chosen) rows.push(...(await BENCHMARKS[name](surroundings)));
    console.log(`\n${await surroundings.description()}`);
    console.log(tableOf(rows));
  } finally {
    await surroundings.close();
  }
} catch (thrown) {
  if (!(thrown instanceof HarnessError)) throw thrown;
  console.error([thrown.message, thrown.hint].filter(Boolean).join('\n  '));
  process.exitCode = 3;
} finally {
  await rm(scratch, { recursive: true, force: true });
}

function tableOf(rows) {
  const table = new Table({
    head: ['measured', 'the tool', 'by hand', 'ratio', 'target'],
    style: { head: [], border: [] },
  });
  for (const row of rows) table.push(row);
  return table.toString();
}
