import { describe, expect, it } from 'vitest';
import { EMPTY_SET, isSubset, setOf, sizeOf } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { universeOf } from '../../testing/simulated/oracles.ts';
import { neighbourhood, neighbourhoodOfAll } from './neighbourhood.ts';

const universe = universeOf(8);

describe('neighbourhood', () => {
  it('holds every proper subset of a small set and each set with one capability more', () => {
    for (const size of [0, 1, 2, 3, 4]) {
      const minimal = universeOf(size);
      const { below, above } = neighbourhood(minimal, universe);
      expect(new Set(below)).toEqual(new Set(subsetsOf(minimal).filter((set) => set !== minimal)));
      expect(below.length).toBe(2 ** size - 1);
      expect(above.length).toBe(8 - size);
      expect(above.every((set) => isSubset(minimal, set) && sizeOf(set) === size + 1)).toBe(true);
    }
  });

  it('holds only the sets with one member less of a larger set', () => {
    const { below } = neighbourhood(universeOf(5), universe);
    expect(below.map(sizeOf)).toEqual([4, 4, 4, 4, 4]);
  });

  it('leaves out the universe, which the reference build has tried', () => {
    expect(neighbourhood(universeOf(7), universe).above).toEqual([]);
    expect(neighbourhood(universe, universe).above).toEqual([]);
  });

  it('names a set once that is next to two minimal sets', () => {
    const { below, above } = neighbourhoodOfAll([setOf('CHOWN'), setOf('FOWNER')], universe);
    expect(below).toEqual([EMPTY_SET]);
    expect(above.filter((set) => set === setOf('CHOWN', 'FOWNER')).length).toBe(1);
    expect(above.length).toBe(7 + 7 - 1);
  });
});
