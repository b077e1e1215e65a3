import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { bruteForceBorders } from '../../testing/simulated/brute-force.ts';
import { oracleOfMinimalSets, randomAntichain, universeOf } from '../../testing/simulated/oracles.ts';
import { drawOne, seededRandom } from '../seeded-random.ts';
import type { Borders } from './certificate.ts';
import { checkCertificate, type ProblemCode } from './checker.ts';
import type { Fact } from './fact.ts';

const universe = setOf('CHOWN', 'FOWNER', 'SETUID');
const chown = setOf('CHOWN');
const rest = setOf('FOWNER', 'SETUID');
const borders: Borders = { universe, minimalSets: [chown], maximalFailingSets: [rest] };
const facts: readonly Fact[] = [
  { set: universe, outcome: 'pass', trial: 'reference' },
  { set: chown, outcome: 'pass', trial: 't1' },
  { set: rest, outcome: 'fail', trial: 't2' },
  { set: rest, outcome: 'fail', trial: 't3' },
];

describe('checkCertificate', { timeout: 30_000 }, () => {
  it('accepts borders that the facts show', () => {
    expect(checkCertificate(borders, facts, { confirm: 2 })).toEqual({ accepted: true });
  });

  it('accepts that nothing works when the universe failed often enough', () => {
    const nothing = { universe, minimalSets: [], maximalFailingSets: [universe] };
    const failed: Fact[] = [{ set: universe, outcome: 'fail', trial: 't1' }];
    expect(checkCertificate(nothing, failed, { confirm: 1 })).toEqual({ accepted: true });
    expect(codes(nothing, failed, 2)).toEqual(['FAIL_NOT_CONFIRMED']);
  });

  it('wants every minimal set seen to pass, the universe by its reference build', () => {
    expect(codes(borders, facts.slice(2))).toEqual(['PASS_NOT_OBSERVED']);
    const all = { universe: chown, minimalSets: [chown], maximalFailingSets: [EMPTY_SET] };
    const failed: Fact = { set: EMPTY_SET, outcome: 'fail', trial: 't1' };
    expect(codes(all, [failed], 1)).toEqual(['PASS_NOT_OBSERVED']);
    expect(codes(all, [failed, { set: chown, outcome: 'pass', trial: 'reference' }], 1)).toEqual([]);
  });

  it('wants every failing set confirmed', () => {
    expect(codes(borders, facts, 3)).toEqual(['FAIL_NOT_CONFIRMED']);
  });

  it('takes no minimal set that also failed', () => {
    expect(codes(borders, [...facts, { set: chown, outcome: 'fail', trial: 't4' }])).toEqual(['FLAKY']);
  });

  it('names both trials when an observation contradicts the borders', () => {
    const lower: Fact = { set: setOf('SETUID'), outcome: 'pass', trial: 't8' };
    const higher: Fact = { set: setOf('CHOWN', 'SETUID'), outcome: 'fail', trial: 't9' };
    expect(checkCertificate(borders, [...facts, lower, higher], { confirm: 2 })).toEqual({
      accepted: false,
      problems: [
        { code: 'CONTRADICTED', text: 'SETUID passed in t8 although FOWNER,SETUID fails (t2, t3)' },
        { code: 'CONTRADICTED', text: 'CHOWN,SETUID failed in t9 although CHOWN passes (t1)' },
      ],
    });
  });

  it('lets a false failure pass whose repeat passed, unless it is on the border', () => {
    const both = setOf('CHOWN', 'SETUID');
    const repeated: Fact[] = [
      { set: both, outcome: 'fail', trial: 't8' },
      { set: both, outcome: 'pass', trial: 't9' },
    ];
    expect(codes(borders, [...facts, ...repeated])).toEqual([]);
  });

  it('rejects a failing set that also passed', () => {
    expect(codes(borders, [...facts, { set: rest, outcome: 'pass', trial: 't9' }])).toEqual(['CONTRADICTED']);
  });

  it('rejects borders outside the universe or with comparable sets', () => {
    expect(codes({ ...borders, minimalSets: [setOf('CHOWN', 'KILL')] }, facts)).toContain('OUTSIDE_UNIVERSE');
    expect(codes({ ...borders, minimalSets: [chown, setOf('CHOWN', 'SETUID')] }, facts)).toContain('NOT_AN_ANTICHAIN');
    expect(codes({ ...borders, minimalSets: [chown, chown] }, facts)).toContain('NOT_AN_ANTICHAIN');
  });

  it('rejects a true certificate with any one set deleted from or added to a border, even when every set was tried', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('minimalSets', 'maximalFailingSets'), (seed, border) => {
        const random = seededRandom(seed);
        const six = universeOf(6);
        const oracle = oracleOfMinimalSets(randomAntichain(six, { count: 3, size: 3 }, random));
        const truth = bruteForceBorders(six, oracle);
        const everything = subsetsOf(six).map((set, index): Fact => {
          return { set, outcome: oracle(set, 0) === 'pass' ? 'pass' : 'fail', trial: `t${index}` };
        });
        expect(checkCertificate(truth, everything, { confirm: 1 })).toEqual({ accepted: true });
        for (const deleted of truth[border]) {
          const shorter = { ...truth, [border]: truth[border].filter((set) => set !== deleted) };
          expect(codes(shorter, everything, 1)).not.toEqual([]);
        }
        const added = drawOne(subsetsOf(six), random) ?? EMPTY_SET;
        expect(codes({ ...truth, [border]: [...truth[border], added] }, everything, 1)).not.toEqual([]);
      }),
    );
  });
});

function codes(claimed: Borders, known: readonly Fact[], confirm = 2): ProblemCode[] {
  const result = checkCertificate(claimed, known, { confirm });
  return result.accepted ? [] : result.problems.map((problem) => problem.code);
}
