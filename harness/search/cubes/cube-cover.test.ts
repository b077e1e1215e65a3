import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, isSubset, setOf, singletons } from '../../capabilities/capability-set.ts';
import { holds } from '../../capabilities/cube.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { type AskingProgram, askingPrograms, runProgram, trialOf } from '../../testing/simulated/asking-program.ts';
import { universeOf } from '../../testing/simulated/oracles.ts';
import type { Fact } from '../ledger/fact.ts';
import { minimalSets } from '../ledger/transversals.ts';
import { checkCover } from './check-cover.ts';
import { contradictionQuestion } from './contradiction-questions.ts';
import { type CubeCover, coverOf } from './cube-cover.ts';
import { exceptionsOf, minimalSetsOf } from './exceptions.ts';
import { cubeRepeats, nextSets } from './next-sets.ts';

const UNIVERSE = universeOf(5);
const ALL = subsetsOf(UNIVERSE);
const programs = askingPrograms(UNIVERSE);
const CONFIRM = 2;

describe('what watched trials decide', () => {
  it('is true of every set, of any program that does what the kernel answers it', () => {
    fc.assert(
      fc.property(programs, fc.subarray(ALL, { minLength: 1 }), (program, tried) => {
        const cover = covered(tried.map((set) => trialOf(program, set)));
        for (const set of ALL) {
          const status = cover.statusOf(set);
          if (status !== 'open') expect(status).toBe(runProgram(program, set).outcome);
        }
        expect(cover.decided).toBe(ALL.filter((set) => cover.statusOf(set) !== 'open').length);
      }),
    );
  });

  it('stays decided when trials are added', () => {
    fc.assert(
      fc.property(programs, fc.subarray(ALL, { minLength: 1 }), fc.subarray(ALL), (program, tried, more) => {
        const facts = tried.map((set) => trialOf(program, set));
        const [before, after] = [facts, [...facts, ...more.map((set) => trialOf(program, set, 2))]].map(covered);
        for (const set of ALL) {
          if (before?.statusOf(set) !== 'open') expect(after?.statusOf(set)).toBe(before?.statusOf(set));
        }
      }),
    );
  });

  it('is everything in the end, with the minimal sets and exceptions of a brute force', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const facts = untilCovered(program);
        const cover = covered(facts);
        const passing = ALL.filter((set) => runProgram(program, set).outcome === 'pass');
        const minimal = minimalSetsOf(cover);
        expect(minimal).toEqual(minimalSets(passing));
        const exceptions = exceptionsOf(cover, minimal);
        for (const set of ALL) {
          const isAbove = minimal.some((smaller) => isSubset(smaller, set));
          expect(isAbove && !exceptions.some((cube) => holds(cube, set))).toBe(passing.includes(set));
        }
      }),
    );
  });
});

describe('a proof by cubes', () => {
  it('is accepted by the checker when its cubes are repeated, and not before', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const once = untilCovered(program);
        const facts = untilRepeated(program, once);
        const claim = claimOf(covered(facts));
        expect(checkCover(claim, facts, { confirm: CONFIRM })).toEqual([]);
        const isFailing = claim.cubes.some(({ outcome }) => outcome === 'fail');
        if (isFailing) expect(checkCover(claimOf(covered(once)), once, { confirm: 99 })).not.toEqual([]);
      }),
    );
  });

  it('is refused when a cube, an outcome, a minimal set or an exception is another one', () => {
    fc.assert(
      fc.property(programs, fc.nat(), (program, choice) => {
        const facts = untilRepeated(program, untilCovered(program));
        const claim = claimOf(covered(facts));
        const broken = claim.cubes[choice % claim.cubes.length];
        const refused = (changed: Partial<typeof claim>): void =>
          expect(checkCover({ ...claim, ...changed }, facts, { confirm: CONFIRM })).not.toEqual([]);
        if (claim.cubes.length === 1) refused({ cubes: [] });
        refused({
          cubes: claim.cubes.map((cube) =>
            cube === broken ? { ...cube, outcome: cube.outcome === 'pass' ? 'fail' : 'pass' } : cube,
          ),
        });
        if (claim.minimalSets.length > 0) refused({ minimalSets: claim.minimalSets.slice(1) });
        if (claim.exceptions.length > 0) refused({ exceptions: [] });
      }),
    );
  });
});

describe('trials of one cube that contradict each other', () => {
  it('are flaky where a set disagrees with itself, and its failure counts no more', () => {
    const chown = setOf('CHOWN');
    const facts: Fact[] = [
      { set: chown, asked: chown, outcome: 'fail', trial: 't1' },
      { set: UNIVERSE, asked: chown, outcome: 'pass', trial: 't2' },
    ];
    expect(covered(facts).statusOf(chown)).toBe('contradiction');
    expect(contradictionQuestion(facts)).toBe(chown);
    const again: Fact[] = [...facts, { set: chown, asked: chown, outcome: 'pass', trial: 't3' }];
    expect(covered(again).statusOf(chown)).toBe('pass');
    expect(contradictionQuestion(again)).toBeUndefined();
  });

  it('show the one capability that decides without being asked about, found by halving', () => {
    fc.assert(
      fc.property(programs, fc.constantFrom(...singletons(UNIVERSE)), (program, secret) => {
        // The build reads in /proc/self/status whether it holds the secret, and then fails.
        const trial = (set: CapabilitySet, number: number): Fact => {
          const open = trialOf(program, set, number);
          return isSubset(secret, set) ? { ...open, outcome: open.outcome === 'pass' ? 'fail' : 'pass' } : open;
        };
        const facts = [trial(UNIVERSE, 0), trial((UNIVERSE ^ secret) as CapabilitySet, 0)];
        for (let number = 1; number < 60; number += 1) {
          const set = contradictionQuestion(facts);
          if (set === undefined) break;
          facts.push(trial(set, number));
        }
        const cover = covered(facts);
        const isAsked = isSubset(secret, runProgram(program, UNIVERSE).asked);
        if (!isAsked && cover.relevant !== UNIVERSE) expect(cover.hidden).toBe(secret);
        for (const { set, outcome } of facts) expect(cover.statusOf(set)).toBe(outcome);
      }),
    );
  });
});

function covered(facts: readonly Fact[]): CubeCover {
  const cover = coverOf(UNIVERSE, facts);
  if (cover === undefined) throw new Error('No trial was watched');
  return cover;
}

/** What the search asks, one set after the other. */
function untilCovered(program: AskingProgram): Fact[] {
  const facts = [trialOf(program, UNIVERSE)];
  for (;;) {
    const [next] = nextSets(covered(facts), { slots: 1, inFlight: [], tried: [] });
    if (next === undefined) return facts;
    expect(covered(facts).statusOf(next)).toBe('open');
    facts.push(trialOf(program, next));
  }
}

function untilRepeated(program: AskingProgram, once: readonly Fact[]): Fact[] {
  const facts = [...once];
  for (let number = 2; ; number += 1) {
    const cover = covered(facts);
    const tried = new Set(facts.map(({ set }) => set));
    const due = [
      ...cubeRepeats(cover, { confirm: CONFIRM, seed: 1 }, []),
      ...minimalSetsOf(cover).filter((set) => !tried.has(set)),
    ];
    if (due.length === 0) return facts;
    facts.push(...due.map((set, index) => trialOf(program, set, number * 100 + index)));
  }
}

function claimOf(cover: CubeCover) {
  const minimal = minimalSetsOf(cover);
  return { universe: UNIVERSE, cubes: cover.cubes, minimalSets: minimal, exceptions: exceptionsOf(cover, minimal) };
}
