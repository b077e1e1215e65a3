import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMask, setOf } from './capability-set.ts';
import { positionOf, subsetsOf } from './subsets.ts';

describe('the subsets of a set', () => {
  it('stand in the order of their bits', () => {
    expect(subsetsOf(setOf('CHOWN', 'SETFCAP'))).toEqual([
      setOf(),
      setOf('CHOWN'),
      setOf('SETFCAP'),
      setOf('CHOWN', 'SETFCAP'),
    ]);
  });

  it('stand at their positions, whatever else a set holds', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 255n }), fc.bigInt({ min: 0n, max: 255n }), (over, set) => {
        const subsets = subsetsOf(fromMask(over));
        expect(subsets[positionOf(fromMask(set), fromMask(over))]).toBe(set & over);
      }),
    );
  });
});
