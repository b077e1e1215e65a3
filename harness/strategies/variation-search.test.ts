import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, isSubset, namesOf, setOf, union } from '../capabilities/capability-set.ts';
import type { ImageFingerprint } from '../image/fingerprint/fingerprint.ts';
import type { CaseRecord } from '../record/record.ts';
import { fileEntry, imageOf } from '../testing/examples/fingerprints.ts';
import type { SimulatedBuild } from '../testing/simulated/simulated-corpus.ts';
import {
  type SimulatedDiscovery,
  type SimulatedResult,
  simulateDiscovery,
} from '../testing/simulated/simulated-discovery.ts';
import type { Variation } from '../vocabulary/variation.ts';

const UNIVERSE = setOf('CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'SETGID');
const PLAIN = setOf('FSETID');

function image(mode: number, content = '0'): ImageFingerprint {
  return imageOf({ 'usr/bin/tool': fileEntry({ mode, sha256: content.repeat(64) }) });
}

const RIGHT = image(0o2755);

function failure(message: string): SimulatedBuild {
  return {
    kind: 'failed',
    exitCode: 1,
    failure: { phase: 'instruction', instruction: null, message, signature: message },
  };
}

/** Builds that need one set, and another one under a variation. */
function needing(under: CapabilitySet | undefined, gives: ImageFingerprint = RIGHT): SimulatedDiscovery['build'] {
  return (set, _attempt, _trial, variation) => {
    if (variation === undefined) return isSubset(PLAIN, set) ? RIGHT : failure('chmod: not permitted');
    return under !== undefined && isSubset(under, set) ? gives : failure('chown /app: operation not permitted');
  };
}

function discover(
  build: SimulatedDiscovery['build'],
  variation: Variation = 'owner',
  more: Partial<SimulatedDiscovery> = {},
): Promise<SimulatedResult> {
  return simulateDiscovery({ universe: UNIVERSE, build, variations: [{ variation, notTried: null }], ...more });
}

function findingOf({ record }: { readonly record: CaseRecord }): CaseRecord['variations'][number] | undefined {
  return record.variations[0];
}

describe('a set that fails under a variation', () => {
  it('is followed by a search for what is needed there, and by none where it works', async () => {
    const needed = setOf('CHOWN', 'FOWNER', 'FSETID');
    const result = await discover(needing(needed));
    expect(findingOf(result)).toMatchObject({
      variation: 'owner',
      imageChanges: [],
      sets: [{ set: ['FSETID'], verdict: 'failed', shown: ['chown /app: operation not permitted'] }],
      answer: { complete: true, minimalSets: [namesOf(needed)] },
      trials: { sets: 2 },
    });
    expect(findingOf(await discover(needing(PLAIN)))).toMatchObject({
      sets: [{ set: ['FSETID'], verdict: 'faithful' }],
      answer: null,
      trials: { sets: 1, search: 0 },
    });
  });

  it('says nothing of the case without the variation', async () => {
    const plain = await discover(needing(PLAIN), 'owner', { variations: [] });
    const varied = await discover(needing(setOf('CHOWN', 'FOWNER', 'FSETID')));
    const own = ({ faithful, exitZero, losses, flaky, violations, status, trials }: CaseRecord) => ({
      ...{ faithful, exitZero, losses, flaky, violations, status },
      trials: [trials.count, trials.all.filter(({ variation }) => variation === null).length],
    });
    expect(own(varied.record)).toEqual(own(plain.record));
  });

  it('may need something else altogether, and less', async () => {
    const { record } = await discover(needing(setOf('CHOWN')), 'single-snapshot');
    expect(record.variations[0]?.answer).toMatchObject({ complete: true, minimalSets: [['CHOWN']] });
  });

  it('starts from a cache only after two builds with everything granted have filled it', async () => {
    const { record } = await discover(needing(setOf('CHOWN')), 'cache');
    const finding = record.variations[0];
    expect(finding?.answer).toMatchObject({ complete: true, minimalSets: [['CHOWN']] });
    expect(finding?.trials.sets).toBe(4);
    const under = record.trials.all
      .filter(({ variation }) => variation === 'cache')
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(under.slice(0, 3).map(({ purpose }) => purpose)).toEqual(['fill', 'fill', 'variation']);
    expect(record.trials.all.filter(({ purpose }) => purpose === 'fill')).toHaveLength(2);
  });

  it('is not searched for where the builds with everything granted fail as well', async () => {
    const finding = findingOf(await discover(needing(undefined), 'no-new-privileges'));
    expect(finding).toMatchObject({ answer: { complete: true, minimalSets: [] }, trials: { sets: 2, search: 2 } });
  });

  it.each([1, 3])('finds whatever is needed, %i trials at once', async (slots) => {
    const subset = fc.bigInt({ min: 0n, max: 31n }).map((bits) => pick(bits));
    await fc.assert(
      fc.asyncProperty(
        subset,
        fc.constantFrom<Variation>('owner', 'no-new-privileges', 'redo'),
        async (more, variation) => {
          const needed = union(PLAIN, more);
          const result = await discover(needing(needed), variation, { slots });
          const { sets, answer } = findingOf(result) ?? {};
          expect(result.record.faithful).toMatchObject({ complete: true, minimalSets: [['FSETID']] });
          if (needed === PLAIN) expect(sets).toMatchObject([{ verdict: 'faithful' }]);
          else expect(answer).toMatchObject({ complete: true, minimalSets: [namesOf(needed)] });
        },
      ),
      { numRuns: 20 },
    );
  });
});

/** The capabilities of the universe at these positions. */
function pick(bits: bigint): CapabilitySet {
  return namesOf(UNIVERSE)
    .filter((_, index) => ((bits >> BigInt(index)) & 1n) === 1n)
    .reduce((set, name) => union(set, setOf(name as never)), setOf());
}

describe('a variation that gives another image with everything granted', () => {
  const single = imageOf({ 'usr/bin/tool': fileEntry({ mode: 0o2755 }), 'etc/passwd': fileEntry({}) });

  it('is judged by that image, which takes one more trial', async () => {
    const finding = findingOf(await discover(needing(PLAIN, single), 'single-snapshot'));
    expect(finding).toMatchObject({
      imageChanges: ['/etc/passwd is there, but not in the reference (a file, 0644 0:0)'],
      sets: [{ verdict: 'faithful', shown: [] }],
      answer: null,
      trials: { sets: 2, search: 0 },
    });
  });

  it('is said to lose something where it may not change what is built', async () => {
    const finding = findingOf(await discover(needing(PLAIN, image(0o755)), 'no-new-privileges'));
    expect(finding).toMatchObject({
      sets: [{ verdict: 'degraded', shown: ['/usr/bin/tool lost setgid (2755 -> 0755)'] }],
      answer: { complete: true, minimalSets: [] },
    });
  });

  it('has an answer although its content differs in every build', async () => {
    let count = 0;
    const noisy: SimulatedDiscovery['build'] = (set, _attempt, _trial, variation) => {
      count += 1;
      if (variation === undefined) return isSubset(PLAIN, set) ? RIGHT : failure('no');
      return isSubset(PLAIN, set) ? image(0o2755, String(count % 10)) : failure('no');
    };
    expect(findingOf(await discover(noisy))).toMatchObject({ sets: [{ verdict: 'faithful' }], answer: null });
  });

  it('ends where content is wrong under it in every build', async () => {
    const finding = findingOf(await discover(needing(PLAIN, image(0o2755, '7')), 'no-new-privileges'));
    expect(finding).toMatchObject({ sets: [{ verdict: 'degraded' }], answer: { complete: true, minimalSets: [] } });
  });
});

describe('a run that may not spend enough', () => {
  it('has tried the sets before it searches, and says that it does not know what is needed', async () => {
    const build = needing(setOf('CHOWN', 'FSETID'));
    const whole = await discover(build);
    const maxTrials = whole.record.trials.count + 3;
    const { record } = await discover(build, 'owner', { policy: { maxTrials } });
    expect(record.faithful.complete).toBe(true);
    expect(record.variations).toMatchObject([
      { sets: [{ verdict: 'failed' }], answer: { complete: false }, trials: { sets: 2, search: 1 } },
    ]);
  });

  it('says why nothing is known of what it did not come to', async () => {
    const build = needing(PLAIN);
    const whole = await discover(build, 'owner', { variations: [] });
    const { record } = await discover(build, 'owner', { policy: { maxTrials: whole.record.trials.count } });
    expect(record.variations).toMatchObject([{ sets: [], notKnown: 'the run reached --max-trials' }]);
    expect(findingOf(await discover(build))).not.toHaveProperty('notKnown');
  });
});

describe('a cache that cannot be filled', () => {
  it.each<[string, SimulatedBuild]>([
    ['a failure', failure('no room')],
    ['no verdict', { kind: 'infrastructure', class: 'disk', message: 'no room' }],
  ])('is why nothing is known with a warm cache: %s', async (_, filled) => {
    const build: SimulatedDiscovery['build'] = (set, _attempt, _trial, variation) =>
      variation === undefined ? needing(PLAIN)(set, 0, 0, undefined) : filled;
    expect(findingOf(await discover(build, 'cache'))).toMatchObject({
      sets: [],
      notKnown: 'the cache could not be filled: no room',
    });
  });
});
