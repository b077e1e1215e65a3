// The benchmark of scripts/bench-corpus: discovers a corpus with priors of rising strength, then prints one table.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { headline } from '../../dist/report/blocks/run-text.js';
import { readRecord } from '../../dist/runs/read-record.js';
import { runProgram } from './run-program.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { builder: { type: 'string' }, 'executor-binary': { type: 'string' }, jobs: { type: 'string' } },
});
const paths = positionals.length === 0 ? ['dockerfiles'] : positionals;
const given = Object.entries(options).map(([name, value]) => `--${name}=${value}`);

const scratch = await mkdtemp(join(tmpdir(), 'kaniko-caps-bench-'));
try {
  const first = join(scratch, 'nothing');
  const ways = [
    { name: 'nothing guessed', directory: first, args: ['--no-priors'], target: '' },
    { name: 'guessed from the Dockerfiles', directory: join(scratch, 'rules'), args: [], target: 'at most 1.5' },
    { name: 'an earlier record', directory: join(scratch, 'record'), args: [`--prior=${first}`], target: '1.00' },
  ];
  const rows = [];
  let record;
  for (const { name, directory, args, target } of ways) {
    console.error(name);
    const { durationMs } = runProgram(['discover', ...paths, '--audit=off', `--out=${directory}`, ...given, ...args], {
      scratch,
    });
    record = await readRecord(directory);
    rows.push([name, ...row(record, await jobsOf(directory, record), durationMs), target]);
  }
  console.log(`\n${headline(record)}`);
  console.log(tableOf(rows));
} finally {
  await rm(scratch, { recursive: true, force: true });
}

/** Trials by what they were for, their ratio to the bound, and how well the slots were used. */
function row({ cases, run }, jobs, durationMs) {
  const trials = cases.flatMap((one) => one.trials.all);
  const count = (...purposes) => trials.filter(({ purpose }) => purposes.includes(purpose)).length;
  const search = count('search');
  const bound = cases.reduce((sum, one) => sum + one.trials.lowerBound, 0);
  const totalMs = trials.reduce((sum, trial) => sum + trial.durationMs, 0);
  const longestMs = Math.max(...cases.map((one) => longestChainMs(one.trials.all)));
  return [
    `${search} of ${bound}: ${(search / bound).toFixed(2)}`,
    count('reference'),
    count('confirmation', 'challenge', 'retry'),
    `${(durationMs / 1000).toFixed(0)} s`,
    `${(run.wallMs / Math.max(longestMs, totalMs / jobs)).toFixed(2)}`,
  ];
}

/** A case takes at least its longest reference build, its longest other trial and one that confirms it, one after the other. */
function longestChainMs(trials) {
  const longest = (isOne) => Math.max(0, ...trials.filter(isOne).map(({ durationMs }) => durationMs));
  return longest(({ purpose }) => purpose === 'reference') + 2 * longest(({ purpose }) => purpose !== 'reference');
}

async function jobsOf(directory, { environment }) {
  const [started] = (await readFile(join(directory, 'journal.jsonl'), 'utf8')).split('\n', 1);
  const { options: remembered } = JSON.parse(started).event.settings;
  return remembered.jobs ?? environment.cpus;
}

function tableOf(rows) {
  const table = new Table({
    head: [
      'before the first trial',
      'search trials of the bound',
      'reference builds',
      'repeats',
      'whole program',
      'run / critical path',
      'target of the ratio',
    ],
    style: { head: [], border: [] },
  });
  table.push(...rows);
  return table.toString();
}
