import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, difference, EMPTY_SET, isSubset, setOf, sizeOf } from '../capabilities/capability-set.ts';
import { imageOf } from '../testing/examples/fingerprints.ts';
import { UNAUDITED } from '../testing/examples/plans.ts';
import { universeOf } from '../testing/simulated/oracles.ts';
import { simulateDiscovery } from '../testing/simulated/simulated-discovery.ts';
import { exhaustiveOrder, remainingSubsets, tryEverySet } from './try-every-set.ts';

const universe = universeOf(6);
const over = setOf('CHOWN', 'FOWNER', 'FSETID');
const IMAGE = imageOf({});
const FAILURE = {
  kind: 'failed' as const,
  exitCode: 1,
  failure: { phase: 'instruction' as const, instruction: null, message: 'no', signature: 'no' },
};

describe('the order of an exhaustive run', () => {
  it('has each set once, and is the same for the same seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.bigInt({ min: 0n, max: 63n }), (seed, mask) => {
        const part = mask as CapabilitySet;
        const order = exhaustiveOrder(universe, { over: part, seed });
        const planes = part === universe ? 1 : 2;
        expect(new Set(order).size).toBe(order.length);
        expect(order.length).toBe(planes * 2 ** sizeOf(part));
        expect(exhaustiveOrder(universe, { over: part, seed })).toEqual(order);
      }),
    );
  });

  it('of a part of the universe has the rest of it granted or withheld as a whole', () => {
    const rests = exhaustiveOrder(universe, { over, seed: 1 }).map((set) => difference(set, over));
    expect(new Set(rests)).toEqual(new Set([EMPTY_SET, difference(universe, over)]));
  });

  it('is another one for another seed', () => {
    const [one, other] = [1, 2].map((seed) => exhaustiveOrder(universe, { over: undefined, seed }));
    expect(one).not.toEqual(other);
  });
});

describe('an exhaustive run over a part of the universe', () => {
  it('tries its sets first, in their order, whatever the earlier ones show; a resumed one goes on there', async () => {
    const order = exhaustiveOrder(universe, { over, seed: 7 }).filter((set) => set !== universe);
    const simulation = {
      universe,
      strategy: tryEverySet({ ...UNAUDITED, seed: 7, confirm: 1, over }),
      confirm: 1,
      build: (set: CapabilitySet) => (isSubset(setOf('CHOWN', 'FSETID'), set) ? IMAGE : FAILURE),
    };
    const half = await simulateDiscovery({ ...simulation, stopAfter: 9 });
    const whole = await simulateDiscovery({ ...simulation, earlier: half });
    const exhaustive = whole.asked.filter((set) => set !== universe).slice(0, order.length);
    expect(exhaustive).toEqual(order);
    expect(whole.record.faithful).toMatchObject({ complete: true, minimalSets: [['CHOWN', 'FSETID']] });
  });
});

describe('the remaining sets', () => {
  it('are those that nothing tried and nothing is trying', () => {
    const order = exhaustiveOrder(over, { over: undefined, seed: 1 });
    expect(remainingSubsets(order, [], order.slice(2))).toEqual(order.slice(0, 2));
  });
});
