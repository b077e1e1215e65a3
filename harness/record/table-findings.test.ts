import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, compareSets, EMPTY_SET, isSubset, setOf, sizeOf } from '../capabilities/capability-set.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import { tableFindings } from './table-findings.ts';
import { letterOf, type Plane, setsOfPlane } from './truth-table.ts';
import type { VerdictLetter } from './truth-table-codec.ts';

const OVER = setOf('CHOWN', 'FOWNER', 'FSETID', 'SETFCAP');

function planeOf(letterFor: (set: CapabilitySet) => VerdictLetter, besides = EMPTY_SET): Plane {
  return { over: OVER, besides, letters: subsetsOf(OVER).map(letterFor) };
}

const anyPlane = fc
  .array(fc.constantFrom<VerdictLetter>('F', 'D', 'X', 'T', '?'), { minLength: 16, maxLength: 16 })
  .map((letters): Plane => ({ over: OVER, besides: setOf('KILL'), letters }));

describe('what a truth table shows', () => {
  it('is each answer with its borders', () => {
    const plane = planeOf((set) => {
      if (!isSubset(setOf('CHOWN'), set)) return 'X';
      return isSubset(setOf('FSETID'), set) ? 'F' : 'D';
    });
    expect(tableFindings(plane, 'exitZero')).toEqual({
      minimal: [setOf('CHOWN')],
      oneMinimal: [setOf('CHOWN')],
      maximalFailing: [setOf('FOWNER', 'FSETID', 'SETFCAP')],
      violations: [],
    });
    expect(tableFindings(plane, 'faithful').minimal).toEqual([setOf('CHOWN', 'FSETID')]);
  });

  it('is a set that is only 1-minimal, and a violation, where more capabilities hurt', () => {
    const alone = setOf('CHOWN');
    const plane = planeOf((set) => (set === alone || isSubset(setOf('CHOWN', 'FOWNER', 'FSETID'), set) ? 'F' : 'X'));
    const findings = tableFindings(plane, 'faithful');
    expect(findings.minimal).toEqual([alone]);
    expect(findings.oneMinimal).toEqual([alone, setOf('CHOWN', 'FOWNER', 'FSETID')]);
    expect(findings.violations).toEqual(
      ['FOWNER', 'FSETID', 'SETFCAP'].map((more) => ({ passing: alone, failing: setOf('CHOWN', more as 'FOWNER') })),
    );
  });

  it('is what looking at all pairs of sets shows', () => {
    fc.assert(
      fc.property(anyPlane, fc.constantFrom('faithful' as const, 'exitZero' as const), (plane, answer) => {
        const sets = setsOfPlane(plane);
        const letter = (set: CapabilitySet) => plane.letters[sets.indexOf(set)];
        const passes = (set: CapabilitySet) => letter(set) === 'F' || (answer === 'exitZero' && letter(set) === 'D');
        const fails = (set: CapabilitySet) => !passes(set) && letter(set) !== '?';
        const inside = (small: CapabilitySet, large: CapabilitySet) => small !== large && isSubset(small, large);
        const found = tableFindings(plane, answer);
        const minimal = sets.filter((set) => passes(set) && !sets.some((other) => passes(other) && inside(other, set)));
        const maximal = sets.filter((set) => fails(set) && !sets.some((other) => fails(other) && inside(set, other)));
        expect(found.minimal).toEqual(minimal.toSorted(compareSets));
        expect(found.maximalFailing).toEqual(maximal.toSorted(compareSets));
        const violated = sets.flatMap((passing) =>
          sets
            .filter((failing) => passes(passing) && fails(failing) && inside(passing, failing))
            .filter((failing) => sizeOf(failing) === sizeOf(passing) + 1),
        );
        expect(found.violations).toHaveLength(violated.length);
        for (const set of sets) expect(letterOf({ over: OVER, planes: [plane] }, set)).toBe(letter(set));
      }),
    );
  });

  it('says nothing of a set that is in none of its planes', () => {
    const table = { over: OVER, planes: [planeOf(() => 'F'), planeOf(() => 'F', setOf('KILL', 'MKNOD'))] };
    expect(letterOf(table, setOf('CHOWN', 'KILL'))).toBeUndefined();
    expect(letterOf(table, setOf('CHOWN', 'KILL', 'MKNOD'))).toBe('F');
  });
});
