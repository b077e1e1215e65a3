import { describe, expect, it } from 'vitest';
import { difference, setOf } from '../capabilities/capability-set.ts';
import type { Outcome } from '../vocabulary/answer.ts';
import type { Fact } from './ledger/fact.ts';
import { buildLedger } from './ledger/ledger.ts';
import { confirmationsDue, retriesDue } from './repeats.ts';

const universe = setOf('CHOWN', 'FOWNER', 'SETUID');
const chown = setOf('CHOWN');
const withoutChown = difference(universe, chown);
const withoutFowner = difference(universe, setOf('FOWNER'));

describe('confirmationsDue', () => {
  it('asks for the missing repeats of every border failure, less those that run', () => {
    const ledger = ledgerOf([universe, 'pass'], [chown, 'pass'], [withoutChown, 'fail']);
    expect(ledger.complete).toBe(true);
    expect(confirmationsDue(ledger, 3)).toEqual([withoutChown, withoutChown]);
    expect(confirmationsDue(ledger, 3, [withoutChown])).toEqual([withoutChown]);
    expect(confirmationsDue(ledger, 1)).toEqual([]);
  });

  it('offers failures that any certificate holds before the search has ended, and no others', () => {
    const ledger = ledgerOf(
      [universe, 'pass'],
      [withoutChown, 'fail'],
      [setOf('CHOWN', 'SETUID'), 'pass'],
      [chown, 'fail'],
    );
    expect(ledger.complete).toBe(false);
    expect(confirmationsDue(ledger, 2)).toEqual([withoutChown]);
  });

  it('confirms a failing universe as well', () => {
    expect(confirmationsDue(ledgerOf([universe, 'fail']), 2)).toEqual([universe]);
  });
});

describe('retriesDue', () => {
  it('repeats a guess that failed once, and not again after a second failure', () => {
    const once = ledgerOf([universe, 'pass'], [chown, 'fail']);
    expect(retriesDue(once, [chown])).toEqual([chown]);
    expect(retriesDue(once, [chown], [chown])).toEqual([]);
    expect(retriesDue(ledgerOf([universe, 'pass'], [chown, 'fail'], [chown, 'fail']), [chown])).toEqual([]);
  });

  it('repeats a failure above a guess until something else has refuted the guess', () => {
    const above: [typeof chown, Outcome][] = [
      [universe, 'pass'],
      [withoutFowner, 'fail'],
    ];
    expect(retriesDue(ledgerOf(...above), [chown])).toEqual([withoutFowner]);
    expect(retriesDue(ledgerOf(...above, [chown, 'fail'], [chown, 'fail']), [chown])).toEqual([]);
  });

  it('leaves failures alone that were to be expected', () => {
    expect(retriesDue(ledgerOf([universe, 'pass'], [withoutChown, 'fail']), [chown])).toEqual([]);
    expect(retriesDue(ledgerOf([universe, 'pass'], [withoutChown, 'fail']), [])).toEqual([]);
  });

  it('repeats the failure of the core of a finished row', () => {
    const row = singlesDropped().map((set): [typeof set, Outcome] => [set, set === withoutChown ? 'fail' : 'pass']);
    expect(retriesDue(ledgerOf([universe, 'pass'], ...row, [chown, 'fail']), [])).toEqual([chown]);
  });

  it('repeats both sets of a conflict until the failure is seen three times and the pass twice', () => {
    const both = setOf('CHOWN', 'FOWNER');
    const facts: [typeof both, Outcome][] = [
      [universe, 'pass'],
      [chown, 'pass'],
      [both, 'fail'],
    ];
    expect(retriesDue(ledgerOf(...facts), [])).toEqual([both, both, chown]);
    expect(retriesDue(ledgerOf(...facts, [both, 'fail'], [both, 'fail'], [chown, 'pass']), [])).toEqual([]);
    expect(retriesDue(ledgerOf(...facts, [both, 'pass']), [])).toEqual([]);
  });
});

function singlesDropped() {
  return [withoutChown, withoutFowner, difference(universe, setOf('SETUID'))];
}

function ledgerOf(...outcomes: [Fact['set'], Outcome][]) {
  return buildLedger(
    universe,
    outcomes.map(([set, outcome], index) => ({ set, outcome, trial: `t${index}` })),
  );
}
