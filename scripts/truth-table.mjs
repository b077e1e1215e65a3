#!/usr/bin/env node
// Makes the truth table of one case out of the record of an exhaustive run, as harness/testing/truth-tables keeps them:
//   kaniko-caps discover --exhaustive --universe CHOWN,FOWNER,... PATH --out RUN
//   node scripts/truth-table.mjs RUN/record.json > harness/testing/truth-tables/CASE-BUILDER.json
import { readFileSync } from 'node:fs';
import { setOf } from '../dist/capabilities/capability-set.js';

const record = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const [one] = record.cases;
const sets = (...verdicts) => [
  ...new Set(
    one.trials.all.filter(({ verdict }) => verdicts.includes(verdict)).map(({ set }) => setOf(...set).toString(16)),
  ),
];
const tried = new Set(one.trials.all.map(({ set }) => set.join()));
if (record.cases.length !== 1 || tried.size !== 2 ** one.universe.length) {
  throw new Error(`${process.argv[2]} is not the record of an exhaustive run of one case`);
}
const builder = `${record.builder.repository ?? record.builder.kind} ${record.builder.version}`;
const passing = { faithful: sets('faithful'), exitZero: sets('faithful', 'degraded') };
process.stdout.write(`${JSON.stringify({ case: one.id, builder, universe: one.universe, passing }, null, 1)}\n`);
