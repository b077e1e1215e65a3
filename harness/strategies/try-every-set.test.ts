import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CapabilitySet,
  capabilitiesOf,
  difference,
  EMPTY_SET,
  isSubset,
  setOf,
  sizeOf,
} from '../capabilities/capability-set.ts';
import { askedIn } from '../capabilities/cube.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import { deriveCaseState } from '../proof/case-state.ts';
import { createJudge } from '../proof/judge.ts';
import { coversFor, truthTableOf } from '../proof/truth-table-of.ts';
import { encodeVerdicts, letterFor } from '../record/truth-table-codec.ts';
import { fileEntry, imageOf } from '../testing/examples/fingerprints.ts';
import { UNAUDITED } from '../testing/examples/plans.ts';
import { deniedCheck, fullWitness, grantedCheck, seenCall } from '../testing/examples/watched-trials.ts';
import { universeOf } from '../testing/simulated/oracles.ts';
import { simulateDiscovery } from '../testing/simulated/simulated-discovery.ts';
import { anyWatchedBuild, type BuildEnd, endsOf, type WatchedBuild } from '../testing/simulated/watched-build.ts';
import type { CapabilityChecks, SeenCall } from '../vocabulary/capability-checks.ts';
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

describe('an exhaustive run whose trials are watched', () => {
  const whole = universeOf(7);
  const task = { kind: 'every-set', over: null } as const;
  const simulated = async (build: WatchedBuild, witness: (set: CapabilitySet) => CapabilityChecks) => {
    const { observations, asked, fingerprints } = await simulateDiscovery({
      universe: whole,
      strategy: tryEverySet({ ...UNAUDITED, confirm: 1 }),
      confirm: 1,
      build: (set) => IMAGES[endOf(build, set).verdict],
      witness,
    });
    const judge = createJudge((digest) => fingerprints.get(digest) ?? IMAGE);
    const setting = { universe: whole, fileCapabilities: EMPTY_SET, addsArchives: false, seccomp: 'default' };
    const state = deriveCaseState(setting, observations, judge);
    return { asked, table: truthTableOf(whole, [EMPTY_SET], state.trials, coversFor(task, state)) };
  };
  const tableOf = (build: WatchedBuild) =>
    encodeVerdicts(subsetsOf(whole).map((set) => letterFor(endOf(build, set).verdict)));

  it('decides every set, and tries none that another trial decides', async () => {
    await fc.assert(
      fc.asyncProperty(anyWatchedBuild(whole), async (build) => {
        const { asked, table } = await simulated(build, (set) => witnessOf(askedIn(endOf(build, set)), set));
        expect(table.planes[0]?.verdicts).toBe(tableOf(build));
        expect(new Set(asked).size).toBeLessThanOrEqual(3 * endsOf(build).length + 2);
      }),
      { numRuns: 6 },
    );
  });

  it('tries one by one what trials decide only for themselves', async () => {
    const chown: WatchedBuild = {
      asks: setOf('CHOWN'),
      granted: { verdict: 'faithful' },
      refused: { asks: setOf('FOWNER'), granted: { verdict: 'degraded' }, refused: { verdict: 'failed' } },
    };
    // What has come so far reads its own masks, and so decides nothing else.
    const { asked, table } = await simulated(chown, (set) =>
      witnessOf(setOf('CHOWN'), set, isSubset(setOf('CHOWN'), set) ? [] : [seenCall('capget')]),
    );
    expect(table.planes[0]?.verdicts).toBe(tableOf(chown));
    expect(asked.filter((set) => !isSubset(setOf('CHOWN'), set)).length).toBeGreaterThanOrEqual(64);
    expect(new Set(asked).size).toBeLessThan(70);
  });
});

const IMAGES = { faithful: IMAGE, degraded: imageOf({ lost: fileEntry({}) }), failed: FAILURE };

function endOf(build: WatchedBuild, set: CapabilitySet): BuildEnd {
  const end = endsOf(build).find(({ granted, withheld }) => isSubset(granted, set) && (set & withheld) === 0n);
  if (end === undefined) throw new Error('The build comes to no end');
  return end;
}

function witnessOf(asked: CapabilitySet, set: CapabilitySet, calls: readonly SeenCall[] = []): CapabilityChecks {
  const checks = capabilitiesOf(asked).map((name) =>
    isSubset(setOf(name), set) ? grantedCheck('executor', name) : deniedCheck('executor', name),
  );
  return fullWitness(checks, { calls });
}

describe('the remaining sets', () => {
  it('are those that nothing tried and nothing is trying', () => {
    const order = exhaustiveOrder(over, { over: undefined, seed: 1 });
    expect(remainingSubsets(order, [], order.slice(2))).toEqual(order.slice(0, 2));
  });
});
