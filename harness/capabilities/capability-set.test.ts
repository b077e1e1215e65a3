import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAPABILITIES } from './capability.ts';
import {
  capabilitiesOf,
  compareSets,
  difference,
  EMPTY_SET,
  formatMask,
  formatSet,
  fromMask,
  intersection,
  isSubset,
  namesOf,
  setOf,
  singletons,
  sizeOf,
  union,
} from './capability-set.ts';

const anySet = fc.bigInt({ min: 0n, max: (1n << 41n) - 1n }).map(fromMask);

describe('a capability set', () => {
  it('has the mask that the kernel prints', () => {
    expect(formatMask(setOf('CHOWN', 'FOWNER', 'SETFCAP'))).toBe('0000000080000009');
    expect(formatMask(EMPTY_SET)).toBe('0000000000000000');
  });

  it('names its members in kernel order, whatever order they were given in', () => {
    expect(namesOf(setOf('SETFCAP', 'CHOWN'))).toEqual(['CHOWN', 'SETFCAP']);
    expect(formatSet(EMPTY_SET)).toBe('none');
  });

  it('shows bits that this version does not know', () => {
    expect(namesOf(fromMask(1n << 45n))).toEqual(['cap_45']);
  });

  it('is the union of its singletons', () => {
    fc.assert(fc.property(anySet, (set) => singletons(set).reduce(union, EMPTY_SET) === set));
  });

  it('behaves as a set of names', () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        const [inA, inB] = [new Set(capabilitiesOf(a)), new Set(capabilitiesOf(b))];
        expect(capabilitiesOf(union(a, b))).toEqual(CAPABILITIES.filter((name) => inA.has(name) || inB.has(name)));
        expect(capabilitiesOf(intersection(a, b))).toEqual(
          CAPABILITIES.filter((name) => inA.has(name) && inB.has(name)),
        );
        expect(capabilitiesOf(difference(a, b))).toEqual(
          CAPABILITIES.filter((name) => inA.has(name) && !inB.has(name)),
        );
        expect(isSubset(a, b)).toBe([...inA].every((name) => inB.has(name)));
        expect(sizeOf(a)).toBe(inA.size);
      }),
    );
  });

  it('is ordered by size, then by kernel order of the names', () => {
    const sets = [setOf('FOWNER'), setOf('CHOWN', 'KILL'), setOf('CHOWN'), EMPTY_SET, setOf('CHOWN', 'FOWNER')];
    expect(sets.toSorted(compareSets).map(formatSet)).toEqual([
      'none',
      'CHOWN',
      'FOWNER',
      'CHOWN,FOWNER',
      'CHOWN,KILL',
    ]);
  });
});
