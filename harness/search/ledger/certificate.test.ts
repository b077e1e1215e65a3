import { describe, expect, it } from 'vitest';
import { difference, setOf } from '../../capabilities/capability-set.ts';
import { certificateOf, lowerBound } from './certificate.ts';
import { buildLedger } from './ledger.ts';

const universe = setOf('CHOWN', 'FOWNER');
const chown = setOf('CHOWN');
const facts = [
  { set: universe, outcome: 'pass', trial: 'reference' },
  { set: chown, outcome: 'pass', trial: 't1' },
  { set: setOf('FOWNER'), outcome: 'fail', trial: 't2' },
  { set: setOf('FOWNER'), outcome: 'fail', trial: 't3' },
] as const;

describe('certificateOf', () => {
  it('is not to be had before every set is decided', () => {
    expect(certificateOf(buildLedger(universe, facts.slice(0, 2)))).toBeUndefined();
  });

  it('names the borders and the trials that show them', () => {
    expect(certificateOf(buildLedger(universe, facts))).toEqual({
      universe,
      minimalSets: [chown],
      maximalFailingSets: [setOf('FOWNER')],
      trials: new Map([
        [chown, ['t1']],
        [setOf('FOWNER'), ['t2', 't3']],
      ]),
      flaky: [],
    });
  });

  it('says that a minimal set also failed', () => {
    const flaky = [...facts, { set: chown, outcome: 'fail', trial: 't4' } as const];
    expect(certificateOf(buildLedger(universe, flaky))?.flaky).toEqual([chown]);
  });
});

describe('lowerBound', () => {
  it('counts both borders but not the reference', () => {
    expect(lowerBound({ universe, minimalSets: [chown], maximalFailingSets: [setOf('FOWNER')] })).toBe(2);
    const rows = [chown, difference(universe, chown)];
    expect(lowerBound({ universe, minimalSets: [universe], maximalFailingSets: rows })).toBe(2);
    expect(lowerBound({ universe, minimalSets: [], maximalFailingSets: [universe] })).toBe(0);
  });
});
