import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isSubset } from '../../capabilities/capability-set.ts';
import { cubeOf, holds } from '../../capabilities/cube.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { checkCover } from '../../search/cubes/check-cover.ts';
import { coverOf } from '../../search/cubes/cube-cover.ts';
import { exceptionsOf, minimalSetsOf } from '../../search/cubes/exceptions.ts';
import { minimalSets } from '../../search/ledger/transversals.ts';
import { seededRandom, shuffled } from '../../search/seeded-random.ts';
import { ANSWERS } from '../../vocabulary/answer.ts';
import { searchByCubes } from './search-by-cubes.ts';
import { factOfTruthTable, type KnownBuilds, parseTruthTable } from './truth-table.ts';

// Every subset of what matters to a build, run with a real executor, with what the kernel was asked about in each trial.

const folder = fileURLToPath(new URL('./truth-tables/watched/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const tables = files.map((name): [string, KnownBuilds] => [
  name,
  parseTruthTable(readFileSync(`${folder}${name}`, 'utf8')),
]);

const CONFIRM = 2;
const SEEDS = [1, 2, 3];

describe('the watched truth tables', () => {
  it('are of at least ten cases, each on two executors, and of some that more capabilities hurt', () => {
    const cases = new Set(tables.map(([, { case: name }]) => name));
    const both = [...cases].filter((name) => tables.filter(([, { case: other }]) => other === name).length === 2);
    expect(both.length).toBeGreaterThanOrEqual(10);
    expect(tables.filter(([, table]) => isHurt(table)).length).toBeGreaterThanOrEqual(4);
  });
});

describe.each(tables)('%s', (_, table) => {
  const { universe, passing } = table;
  const all = subsetsOf(universe);

  it('has a trial of every set that decides a cube, and each cube is true of the table', () => {
    for (const answer of ANSWERS) {
      for (const set of all) {
        const { asked, outcome } = factOfTruthTable(table, answer, set, 't');
        expect(asked).toBeDefined();
        for (const other of all.filter((one) => holds(cubeOf(set, asked ?? universe), one))) {
          expect(factOfTruthTable(table, answer, other, 't').outcome).toBe(outcome);
        }
      }
    }
  });

  it.each(ANSWERS)('is found by the search for cubes with its exceptions, %s', (answer) => {
    const minimal = minimalSets(passing[answer]);
    for (const seed of SEEDS) {
      const { facts, cover } = searchByCubes({
        universe,
        factOf: (set, trial) => factOfTruthTable(table, answer, set, trial),
        confirm: CONFIRM,
        seed,
      });
      expect(minimalSetsOf(cover)).toEqual(minimal);
      const exceptions = exceptionsOf(cover, minimal);
      for (const set of all) {
        const isAbove = minimal.some((smaller) => isSubset(smaller, set));
        const isException = exceptions.some((cube) => holds(cube, set));
        expect(isAbove && !isException).toBe(passing[answer].includes(set));
        expect(cover.statusOf(set)).toBe(passing[answer].includes(set) ? 'pass' : 'fail');
      }
      const claim = { universe, cubes: cover.cubes, minimalSets: minimal, exceptions };
      expect(checkCover(claim, facts, { confirm: CONFIRM })).toEqual([]);
    }
  });

  it.each(ANSWERS)('is contradicted by no part of its trials, %s', (answer) => {
    for (const seed of SEEDS) {
      const order = shuffled(all, seededRandom(seed));
      const facts = order.map((set, index) => factOfTruthTable(table, answer, set, `t${index}`));
      for (let count = 1; count <= facts.length; count += 1) {
        const cover = coverOf(universe, facts.slice(0, count));
        for (const set of all) {
          const status = cover?.statusOf(set) ?? 'open';
          if (status !== 'open') expect(status).toBe(passing[answer].includes(set) ? 'pass' : 'fail');
        }
      }
    }
  });
});

/** Whether a set works for an answer, and a larger one does not. */
function isHurt({ universe, passing }: KnownBuilds): boolean {
  return ANSWERS.some((answer) =>
    passing[answer].some((set) =>
      subsetsOf(universe).some((other) => isSubset(set, other) && !passing[answer].includes(other)),
    ),
  );
}
