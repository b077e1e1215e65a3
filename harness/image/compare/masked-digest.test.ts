import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileEntry, fingerprintArbitrary, imageOf } from '../../testing/examples/fingerprints.ts';
import { compareImages } from './compare-images.ts';
import { applyMask, learnMask } from './mask.ts';
import { maskedDigest } from './masked-digest.ts';

test('all builds that a mask was learned from have one digest, unless their layers vary', () => {
  fc.assert(
    fc.property(fingerprintArbitrary, fingerprintArbitrary, (one, other) => {
      const mask = learnMask([[one, other]]);
      const digest = maskedDigest(one, mask);
      expect(maskedDigest(other, mask)).toBe(digest);
      expect(digest === null).toBe(mask.entries.some(({ field }) => field === 'layers'));
    }),
  );
});

test('images that differ beyond the mask have different digests', () => {
  fc.assert(
    fc.property(fingerprintArbitrary, fingerprintArbitrary, (one, other) => {
      const nothing = learnMask([]);
      const isSame = applyMask(compareImages(one, other), nothing).length === 0;
      expect(maskedDigest(one, nothing) === maskedDigest(other, nothing)).toBe(isSame);
    }),
  );
});

test('a variable that is set twice to the same is as if it were set once', () => {
  const [once, twice] = [['A=1'], ['A=1', 'A=1']].map((Env) =>
    maskedDigest({ ...imageOf(), config: { Env } }, learnMask([])),
  );
  expect(twice).toBe(once);
});

test('a lost setgid bit changes the digest although the content of the file varies', () => {
  const mask = learnMask([[imageOf({ f: fileEntry() }), imageOf({ f: fileEntry({ size: 4 }) })]]);
  const [kept, lost] = [0o2755, 0o755].map((mode) => maskedDigest(imageOf({ f: fileEntry({ mode }) }), mask));
  expect(lost).not.toBe(kept);
});

test('the order of variables changes nothing, and one that varies hides no other', () => {
  const configured = (...Env: string[]) => ({ ...imageOf({}), config: { Env } });
  const [one, other] = [configured('A=1', 'B=2'), configured('B=2', 'A=1')];
  expect(maskedDigest(other, learnMask([]))).toBe(maskedDigest(one, learnMask([])));
  const mask = learnMask([[one, configured('A=9', 'B=2')]]);
  expect(maskedDigest(configured('A=5', 'B=2'), mask)).toBe(maskedDigest(one, mask));
  expect(maskedDigest(configured('A=5', 'B=3'), mask)).not.toBe(maskedDigest(one, mask));
});
