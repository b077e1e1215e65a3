import { expect, it } from 'vitest';
import { setOf } from '../../harness/capabilities/capability-set.ts';
import { caseOf, recordOf } from '../../harness/testing/examples/records.ts';
import { parseTruthTable } from '../../harness/testing/simulated/truth-table.ts';
import { truthTableOfRecord } from './truth-table-of-record.ts';

const universe = ['CHOWN', 'FOWNER'];
const exhaustive = (verdicts: string) =>
  caseOf({ universe, truthTable: { over: universe, planes: [{ besides: [], verdicts }] } });

it('makes a table that tests can read', () => {
  const { universe: over, passing } = parseTruthTable(
    JSON.stringify(truthTableOfRecord(recordOf([exhaustive('XDXF')]))),
  );
  expect(over).toBe(setOf('CHOWN', 'FOWNER'));
  expect(passing.faithful).toEqual([setOf('CHOWN', 'FOWNER')]);
  expect(passing.exitZero).toEqual([setOf('CHOWN'), setOf('CHOWN', 'FOWNER')]);
});

it('refuses a run that did not try every subset of one case', () => {
  for (const cases of [[], [caseOf()], [exhaustive('XD?F')], [exhaustive('4F'), exhaustive('4F')]]) {
    expect(() => truthTableOfRecord(recordOf(cases))).toThrow('No truth table can be made of this record');
  }
});
