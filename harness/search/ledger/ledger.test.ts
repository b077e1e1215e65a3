import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_SET, isSubset, setOf } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { oracleOfMinimalSets, randomAntichain, randomSubset, universeOf } from '../../testing/simulated/oracles.ts';
import { seededRandom, shuffled } from '../seeded-random.ts';
import type { Fact } from './fact.ts';
import { buildLedger } from './ledger.ts';

const universe = setOf('CHOWN', 'FOWNER', 'SETUID');
const chown = setOf('CHOWN');
const both = setOf('CHOWN', 'FOWNER');
const pass = (set: Fact['set'], trial: string): Fact => ({ set, outcome: 'pass', trial });
const fail = (set: Fact['set'], trial: string): Fact => ({ set, outcome: 'fail', trial });

describe('buildLedger', () => {
  it('knows nothing without facts and asks for the universe', () => {
    const ledger = buildLedger(universe, []);
    expect(ledger.statusOf(universe)).toEqual({ status: 'unknown', by: undefined, trials: [] });
    expect(ledger.open()).toEqual([universe]);
  });

  it('decides supersets of a pass and subsets of a failure, and tells which trial did', () => {
    const ledger = buildLedger(universe, [pass(both, 't1'), fail(setOf('FOWNER', 'SETUID'), 't2')]);
    expect(ledger.statusOf(universe)).toEqual({ status: 'pass', by: both, trials: ['t1'] });
    expect(ledger.statusOf(setOf('SETUID'))).toEqual({
      status: 'fail',
      by: setOf('FOWNER', 'SETUID'),
      trials: ['t2'],
    });
    expect(ledger.statusOf(chown).status).toBe('unknown');
  });

  it('is complete when the borders decide everything', () => {
    const facts = [pass(universe, 't1'), pass(chown, 't2')];
    expect(buildLedger(universe, facts).complete).toBe(false);
    const ledger = buildLedger(universe, [...facts, fail(setOf('FOWNER', 'SETUID'), 't3')]);
    expect(ledger.complete).toBe(true);
    expect(ledger.passing).toEqual([chown]);
    expect(ledger.failing).toEqual([setOf('FOWNER', 'SETUID')]);
  });

  it('concludes from a failing universe that nothing works', () => {
    const ledger = buildLedger(universe, [fail(universe, 't1')]);
    expect(ledger.complete).toBe(true);
    expect(ledger.passing).toEqual([]);
    expect(ledger.statusOf(EMPTY_SET).status).toBe('fail');
  });

  it('takes a set that passed once for passing and lists it as flaky', () => {
    const ledger = buildLedger(universe, [pass(universe, 't1'), fail(both, 't2'), pass(both, 't3'), fail(both, 't4')]);
    expect(ledger.flaky).toEqual([both]);
    expect(ledger.statusOf(both)).toEqual({ status: 'pass', by: both, trials: ['t3'] });
    expect(ledger.countsOf(both)).toEqual({ passes: 1, fails: 2 });
    expect(ledger.statusOf(chown).status).toBe('unknown');
  });

  it('reports a pass inside a failure with both trials and draws nothing from that failure', () => {
    const ledger = buildLedger(universe, [pass(universe, 't1'), pass(chown, 't2'), fail(both, 't3')]);
    expect(ledger.conflicts).toEqual([{ passing: chown, failing: both, passTrials: ['t2'], failTrials: ['t3'] }]);
    expect(ledger.statusOf(both)).toEqual({ status: 'fail', by: both, trials: ['t3'] });
    expect(ledger.statusOf(setOf('FOWNER')).status).toBe('unknown');
    expect(ledger.statusOf(universe).status).toBe('pass');
  });

  it('leaves out facts about sets outside the universe', () => {
    const ledger = buildLedger(chown, [pass(both, 't1')]);
    expect(ledger.facts).toEqual([]);
    expect(ledger.statusOf(chown).status).toBe('unknown');
  });

  it('never implies what a monotone truth contradicts, nor anything by the order of the facts', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(25), (seed, count) => {
        const random = seededRandom(seed);
        const all = universeOf(6);
        const oracle = oracleOfMinimalSets(randomAntichain(all, { count: 2, size: 3 }, random));
        const facts = Array.from({ length: count }, (_, index): Fact => {
          const set = randomSubset(all, Math.floor(random() * 7), random);
          return oracle(set, 0) === 'pass' ? pass(set, `t${index}`) : fail(set, `t${index}`);
        });
        const ledger = buildLedger(all, facts);
        const unknown = subsetsOf(all).filter((set) => ledger.statusOf(set).status === 'unknown');
        for (const set of subsetsOf(all)) expect(['unknown', oracle(set, 0)]).toContain(ledger.statusOf(set).status);
        expect(ledger.complete).toBe(unknown.length === 0);
        expect(ledger.open().every((set) => unknown.includes(set))).toBe(true);
        expect(unknown.every((set) => ledger.open().some((larger) => isSubset(set, larger)))).toBe(true);
        const reordered = buildLedger(all, shuffled(facts, random));
        expect([reordered.passing, reordered.failing, reordered.open()]).toEqual([
          ledger.passing,
          ledger.failing,
          ledger.open(),
        ]);
      }),
    );
  });
});
