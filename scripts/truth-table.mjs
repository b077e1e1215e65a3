#!/usr/bin/env node
// Makes the truth table of one case out of the record of an exhaustive run, as harness/testing/truth-tables keeps them:
//   kaniko-caps discover --exhaustive --universe CHOWN,FOWNER,... PATH --out RUN
//   node scripts/truth-table.mjs RUN/record.json > harness/testing/truth-tables/CASE-BUILDER.json
import { readFileSync } from 'node:fs';
import { formatSet } from '../dist/capabilities/capability-set.js';
import { runRecord } from '../dist/record/record.js';
import { setsOfPlane, truthTableIn } from '../dist/record/truth-table.js';

const record = runRecord.parse(JSON.parse(readFileSync(process.argv[2], 'utf8')));
const [one] = record.cases;
const [plane, another] = truthTableIn(one)?.planes ?? [];
if (record.cases.length !== 1 || plane === undefined || another !== undefined || plane.letters.includes('?')) {
  throw new Error(`${process.argv[2]} is not the record of an exhaustive run of one case over its universe`);
}
if (formatSet(plane.over) !== one.universe.join()) throw new Error(`The table of ${one.id} is not over its universe`);
const sets = (...letters) =>
  setsOfPlane(plane).flatMap((set, position) => (letters.includes(plane.letters[position]) ? [set.toString(16)] : []));
const builder = `${record.builder.repository ?? record.builder.kind} ${record.builder.version}`;
const passing = { faithful: sets('F'), exitZero: sets('F', 'D') };
process.stdout.write(`${JSON.stringify({ case: one.id, builder, universe: one.universe, passing }, null, 1)}\n`);
