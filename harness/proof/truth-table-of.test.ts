import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capability } from '../capabilities/capability.ts';
import { type CapabilitySet, difference, EMPTY_SET, setOf } from '../capabilities/capability-set.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import { letterOf, truthTableIn } from '../record/truth-table.ts';
import { coverOf } from '../search/cubes/cube-cover.ts';
import { caseOf } from '../testing/examples/records.ts';
import { universeOf } from '../testing/simulated/oracles.ts';
import type { Verdict } from '../vocabulary/verdict.ts';
import type { JudgedTrial } from './judge.ts';
import { type Covers, planesOf, truthTableOf } from './truth-table-of.ts';

const FAILURE = { phase: 'unknown' as const, instruction: null, message: 'no', signature: 'no' };
const VERDICTS: Readonly<Record<string, Verdict>> = {
  F: { kind: 'faithful' },
  D: { kind: 'degraded', differences: [] },
  X: { kind: 'failed', exitCode: 1, failure: FAILURE },
  T: { kind: 'timeout', deadlineMs: 1_000 },
  '?': { kind: 'infrastructure', class: 'registry', message: 'HTTP status 503' },
};

function trialOf(capabilities: CapabilitySet, letter: string): JudgedTrial {
  const observation = {
    trial: 't0001',
    capabilities,
    purpose: 'asked' as const,
    variation: null,
    alone: false,
    evidence: null,
    outcome: { kind: 'cancelled' as const },
    log: [],
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    readyMs: null,
    witness: null,
    registry: null,
  };
  return { observation, verdict: VERDICTS[letter] ?? { kind: 'cancelled' } };
}

describe('the truth table of trials', () => {
  it('has the verdict of each set at its position', () => {
    const over = setOf('CHOWN', 'FOWNER');
    const trials = [trialOf(setOf(), 'X'), trialOf(setOf('CHOWN'), 'D'), trialOf(over, 'F')];
    expect(truthTableOf(over, [EMPTY_SET], trials)).toEqual({
      over: ['CHOWN', 'FOWNER'],
      planes: [{ besides: [], verdicts: 'XD?F' }],
    });
  });

  it('takes one success for more than any number of failures, and no fault for a verdict', () => {
    const set = setOf('CHOWN');
    const table = (...letters: string[]) =>
      truthTableOf(
        set,
        [EMPTY_SET],
        letters.map((letter) => trialOf(set, letter)),
      ).planes[0]?.verdicts;
    expect([table('X', 'X', 'F'), table('X', 'D'), table('T', 'X'), table('?', '?', 'X'), table('?')]).toEqual([
      '?F',
      '?D',
      '?X',
      '?X',
      '2?',
    ]);
  });

  it('has what trials of other sets decide, where a set was not tried', () => {
    const over = setOf('CHOWN', 'FOWNER');
    const cover = (passing: Capability, trial: string) =>
      coverOf(over, [
        { set: over, asked: setOf(passing), outcome: 'pass', trial },
        { set: difference(over, setOf(passing)), asked: setOf(passing), outcome: 'fail', trial: `${trial} without` },
      ]);
    const table = (covers: Covers, ...trials: JudgedTrial[]) =>
      truthTableOf(over, [EMPTY_SET], trials, covers).planes[0]?.verdicts;
    const covers = { faithful: cover('CHOWN', 't1'), exitZero: cover('FOWNER', 't2') };
    // With CHOWN the same image; without FOWNER no success; with FOWNER alone another image.
    expect(table({ ...covers })).toBe('XFDF');
    expect(table({ faithful: covers.faithful })).toBe('?F?F');
    expect(table({ exitZero: covers.exitZero })).toBe('2X2?');
    expect(table(covers, trialOf(EMPTY_SET, 'T'))).toBe('TFDF');
    expect(table({})).toBe('4?');
  });

  it('of a part of the universe has a plane without and one with the rest', () => {
    const [universe, over] = [universeOf(4), universeOf(2)];
    expect(planesOf(universe, over)).toEqual([EMPTY_SET, setOf('DAC_READ_SEARCH', 'FOWNER')]);
    expect(planesOf(universe, universe)).toEqual([EMPTY_SET]);
  });

  it('is read from a record as it was written', () => {
    const universe = universeOf(5);
    const letters = fc.array(fc.constantFrom('F', 'D', 'X', 'T', '?'), { minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(letters, fc.bigInt({ min: 0n, max: 31n }), (verdicts, mask) => {
        const over = mask as CapabilitySet;
        const trials = subsetsOf(universe).map((set, index) => trialOf(set, verdicts[index] ?? '?'));
        const truthTable = truthTableOf(over, planesOf(universe, over), trials);
        const table = truthTableIn(caseOf({ truthTable }));
        for (const besides of planesOf(universe, over)) {
          for (const subset of subsetsOf(over)) {
            const set = (subset | besides) as CapabilitySet;
            const letter = table && letterOf(table, set);
            expect(letter).toBe(verdicts[subsetsOf(universe).indexOf(set)]);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
