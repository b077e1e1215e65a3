import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, EMPTY_SET, setOf } from '../capabilities/capability-set.ts';
import { compareImages } from '../image/compare/compare-images.ts';
import type { ImageFingerprint } from '../image/fingerprint/fingerprint.ts';
import { fingerprintDigest } from '../image/fingerprint/fingerprint-file.ts';
import { fingerprintArbitrary } from '../testing/examples/fingerprints.ts';
import type { Observation } from '../vocabulary/observation.ts';
import { createJudge } from './judge.ts';

const UNIVERSE = setOf('CHOWN', 'FSETID');
const SMALLER: readonly CapabilitySet[] = [setOf('CHOWN'), setOf('FSETID'), EMPTY_SET];

interface Built {
  readonly set: CapabilitySet;
  readonly image: ImageFingerprint;
}

/** Judges builds in their order. */
function judged(builds: readonly Built[]) {
  const images = new Map(builds.map(({ image }) => [fingerprintDigest(image), image]));
  const judge = createJudge((digest) => images.get(digest) ?? { config: {}, layers: [] });
  const observations = builds.map(
    ({ set, image }, index): Observation => ({
      trial: `t${index}`,
      capabilities: set,
      purpose: 'search',
      variation: null,
      alone: false,
      evidence: null,
      outcome: { kind: 'built', fingerprint: fingerprintDigest(image) },
      log: [],
      startedAt: new Date(0).toISOString(),
      durationMs: 1,
      readyMs: null,
      witness: null,
      registry: null,
    }),
  );
  return judge(UNIVERSE, observations);
}

const references = fc.array(fingerprintArbitrary, { minLength: 1, maxLength: 4 });
const others = fc.array(fc.record({ set: fc.constantFrom(...SMALLER), image: fingerprintArbitrary }), { maxLength: 6 });
const withAll = (images: readonly ImageFingerprint[]): Built[] => images.map((image) => ({ set: UNIVERSE, image }));

describe('the mask of a case', () => {
  it('does not grow, whatever builds of smaller sets show', () => {
    fc.assert(
      fc.property(references, others, (images, smaller) => {
        expect(judged([...smaller, ...withAll(images)]).mask).toEqual(judged(withAll(images)).mask);
      }),
    );
  });

  it('hides nothing that all builds with everything granted agree on', () => {
    fc.assert(
      fc.property(fingerprintArbitrary, fc.integer({ min: 2, max: 4 }), others, (image, times, smaller) => {
        const { trials, mask } = judged([...withAll(Array.from({ length: times }, () => image)), ...smaller]);
        expect(mask.entries).toEqual([]);
        for (const [index, one] of smaller.entries()) {
          const differences = compareImages(image, one.image);
          const verdict = trials[times + index]?.verdict;
          expect(verdict).toEqual(differences.length === 0 ? { kind: 'faithful' } : { kind: 'degraded', differences });
        }
      }),
    );
  });

  it('makes all builds with everything granted equal to the first of them', () => {
    fc.assert(
      fc.property(references, others, (images, smaller) => {
        const { trials } = judged([...withAll(images), ...smaller]);
        for (const { verdict } of trials.slice(0, images.length)) expect(verdict).toEqual({ kind: 'faithful' });
      }),
    );
  });
});
