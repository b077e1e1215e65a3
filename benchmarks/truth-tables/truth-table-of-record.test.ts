import { expect, it } from 'vitest';
import { setOf } from '../../harness/capabilities/capability-set.ts';
import { caseOf, recordOf, trialOf } from '../../harness/testing/examples/records.ts';
import { hurtingCase } from '../../harness/testing/examples/watched-cases.ts';
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

it('keeps what the kernel was asked about for each set, where that is known', () => {
  const trial = (set: string[], changes: Partial<Parameters<typeof trialOf>[0]>) =>
    trialOf({ set, verdict: 'failed', ...changes });
  const all = [
    trial([], { verdict: 'cancelled', asked: ['FOWNER'] }),
    trial([], { asked: ['CHOWN'] }),
    trial([], { asked: ['CHOWN', 'FOWNER'] }),
    trial(['CHOWN'], { asked: null, ownSetOnly: 'a program read its own capability sets' }),
    trial(universe, { asked: ['CHOWN', 'FOWNER'], verdict: 'faithful' }),
  ];
  const one = exhaustive('XXXF');
  const record = recordOf([{ ...one, trials: { ...one.trials, all } }]);
  const { asked } = parseTruthTable(JSON.stringify(truthTableOfRecord(record)));
  const [chown, both] = [setOf('CHOWN'), setOf('CHOWN', 'FOWNER')];
  expect([...(asked ?? [])]).toEqual([
    [setOf(), chown],
    [both, both],
  ]);
  expect(parseTruthTable(JSON.stringify(truthTableOfRecord(recordOf([exhaustive('XXXF')])))).asked).toBeUndefined();
});

it('refuses a run that did not try every subset of one case', () => {
  const decided = hurtingCase({
    truthTable: { over: hurtingCase().universe, planes: [{ besides: [], verdicts: 'XFXXXFXFXFXXXFXF' }] },
  });
  for (const cases of [[], [decided], [caseOf()], [exhaustive('XD?F')], [exhaustive('4F'), exhaustive('4F')]]) {
    expect(() => truthTableOfRecord(recordOf(cases))).toThrow('No truth table can be made of this record');
  }
});
