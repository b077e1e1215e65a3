import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, isSubset, singletons, sizeOf, union } from '../../capabilities/capability-set.ts';
import { randomSubset, universeOf } from '../../testing/simulated/oracles.ts';
import { seededRandom } from '../seeded-random.ts';
import { searchChain } from './chain.ts';
import type { TrialCost } from './trial-cost.ts';

const FOURTEEN = universeOf(14);

/** Searches the chain from the empty set up for the first set that holds the minimal one; tells what was asked on the way. */
function search(minimal: CapabilitySet, arity: number, cost?: TrialCost) {
  const chain = { base: universeOf(0), added: singletons(FOURTEEN) };
  const passing = new Set<CapabilitySet>([FOURTEEN]);
  const failing = new Set<CapabilitySet>();
  const statusOf = (set: CapabilitySet) => {
    if ([...passing].some((own) => isSubset(own, set))) return 'pass';
    return [...failing].some((own) => isSubset(set, own)) ? 'fail' : 'unknown';
  };
  for (;;) {
    const step = searchChain(chain, { statusOf, weigh: () => 0.15, arity, cost });
    if (step.kind === 'found') return { index: step.index, passes: passing.size - 1, fails: failing.size };
    expect(step.sets.length).toBeGreaterThan(0);
    expect(step.sets.length).toBeLessThanOrEqual(arity);
    expect(step.sets.map(statusOf)).toEqual(step.sets.map(() => 'unknown'));
    for (const set of step.sets) {
      (isSubset(minimal, set) ? passing : failing).add(set);
    }
  }
}

describe('searchChain', () => {
  it('finds the first passing set of a chain, whatever it asks at once and whatever a trial costs', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(14), fc.integer({ min: 1, max: 9 }), fc.boolean(), (seed, size, arity, isDear) => {
        const minimal = randomSubset(FOURTEEN, size, seededRandom(seed));
        const cost = isDear ? { passMs: 6000, failMs: 1000 } : undefined;
        const last = singletons(minimal).at(-1);
        const expected = last === undefined ? 0 : singletons(FOURTEEN).indexOf(last) + 1;
        expect(search(minimal, arity, cost).index).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('meets fewer passes where a pass costs more', () => {
    const totals = [undefined, { passMs: 6000, failMs: 1000 }].map((cost) => {
      const runs = singletons(FOURTEEN).map((single) => search(single, 1, cost));
      return runs.reduce((sum, { passes }) => sum + passes, 0);
    });
    expect(totals[1]).toBeLessThan(totals[0] ?? 0);
  });

  it('cuts first where the probable members are in', () => {
    const added = singletons(FOURTEEN);
    const weigh = (single: CapabilitySet): number => (sizeOf(union(single, universeOf(3))) === 3 ? 0.9 : 0.02);
    const step = searchChain(
      { base: universeOf(0), added },
      { statusOf: (set) => (set === FOURTEEN ? 'pass' : 'unknown'), weigh, arity: 1, cost: undefined },
    );
    expect(step).toEqual({ kind: 'ask', sets: [universeOf(3)] });
  });
});
