import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileEntry, fingerprintArbitrary, imageOf } from '../../testing/examples/fingerprints.ts';
import type { Entry, ImageFingerprint } from '../fingerprint/fingerprint.ts';
import { compareImages } from './compare-images.ts';
import { applyMask, isContentOnly, learnMask } from './mask.ts';
import { withCommonNames } from './varying-names.ts';

const OTHER = '1'.repeat(64);

/** What is left of the differences of a file, when builds of one set gave it in these forms. */
function unmasked(forms: readonly Partial<Entry>[], reference: Partial<Entry>, image: Partial<Entry>) {
  const mask = learnMask([forms.map((form) => imageOf({ f: fileEntry(form) }))]);
  const differences = compareImages(imageOf({ f: fileEntry(reference) }), imageOf({ f: fileEntry(image) }));
  return applyMask(differences, mask).map(({ field }) => field);
}

test('nothing is noise while builds of each set agree', () => {
  const [one, other] = [imageOf({ f: fileEntry() }), imageOf({ f: fileEntry({ mode: 0 }) })];
  expect(learnMask([[one, one], [other, other], [one], []]).entries).toEqual([]);
});

test('varying content is left out, the mode of the same file is not', () => {
  const forms = [{ sha256: OTHER }, { size: 4 }];
  expect(unmasked(forms, {}, { size: 9 })).toEqual([]);
  expect(unmasked(forms, { mode: 0o2755 }, { size: 9 })).toEqual(['mode']);
  expect(unmasked(forms, { uid: 5, xattrs: { 'user.a': '00' } }, { size: 9 })).toEqual(['owner', 'xattrs']);
});

test('one varying attribute does not hide lost file capabilities', () => {
  const forms = [{ xattrs: { 'user.time': '01' } }, { xattrs: { 'user.time': '02' } }];
  expect(unmasked(forms, { xattrs: { 'user.time': '03', 'security.capability': '00' } }, {})).toEqual(['xattrs']);
});

test('a path that is not always there is left out whole, and the mask says what that may hide', () => {
  const [present, absent] = [imageOf({ f: fileEntry() }), imageOf({})];
  const mask = learnMask([[present, absent]]);
  expect(mask.entries).toEqual([
    {
      layer: 1,
      layerCount: 2,
      path: 'f',
      field: 'presence',
      text: '/f is not always there; what a capability does to it would go unseen',
      hidesCapabilityEffect: true,
    },
  ]);
  expect(applyMask(compareImages(present, imageOf({ f: fileEntry({ mode: 0, uid: 9, size: 9 }) })), mask)).toEqual([]);
  expect(applyMask(compareImages(present, imageOf({ f: fileEntry(), g: fileEntry() })), mask)).toHaveLength(1);
});

test('noise of content, links and settings hides no effect of a capability', () => {
  const image = (size: number, link: string, User: string): ImageFingerprint => ({
    ...imageOf({ f: fileEntry({ size }), l: { type: 'symlink', mode: 0o777, uid: 0, gid: 0, link } }),
    config: { User },
  });
  const { entries } = learnMask([[image(1, 'a', 'x'), image(2, 'b', 'y')]]);
  expect(entries.map(({ text, hidesCapabilityEffect }) => [text, hidesCapabilityEffect])).toEqual([
    ['the content of /f varies', false],
    ['the link of /l varies', false],
    ['config User varies', false],
  ]);
});

test('what differs between the sets is not noise', () => {
  const [full, less] = [imageOf({ f: fileEntry({ mode: 0o4755 }) }), imageOf({ f: fileEntry({ mode: 0o755 }) })];
  const mask = learnMask([
    [full, full],
    [less, less],
  ]);
  expect(applyMask(compareImages(full, less), mask)).toHaveLength(1);
});

test('noise in one layer does not hide the same path in another', () => {
  const image = (first: number, second: number) =>
    imageOf({ f: fileEntry({ size: first }) }, { f: fileEntry({ size: second }) });
  const mask = learnMask([[image(1, 1), image(2, 1)]]);
  expect(applyMask(compareImages(image(1, 1), image(3, 1)), mask)).toEqual([]);
  expect(applyMask(compareImages(image(1, 1), image(3, 2)), mask)).toMatchObject([{ layer: 2, field: 'content' }]);
});

test('noise of images with another number of layers does not count by the index of a layer', () => {
  const short = (size: number) => imageOf({ f: fileEntry({ size }) });
  const long = (size: number) => imageOf({ f: fileEntry({ size }) }, {});
  const mask = learnMask([[short(1), short(2)]]);
  expect(applyMask(compareImages(long(1), long(2)), mask)).toHaveLength(1);
});

test('a varying number of layers is noise of its own and hides no path', () => {
  const [one, two] = [imageOf({ a: fileEntry(), b: fileEntry() }), imageOf({ a: fileEntry() }, { b: fileEntry() })];
  const mask = learnMask([[one, two]]);
  expect(mask.entries).toMatchObject([{ layer: -1, path: '', field: 'layers', text: 'the layers vary' }]);
  expect(applyMask(compareImages(one, two), mask)).toEqual([]);
  const worse = imageOf({ a: fileEntry() }, { b: fileEntry({ mode: 0 }) });
  expect(applyMask(compareImages(one, worse), mask)).toMatchObject([{ path: 'b', field: 'mode' }]);
});

test('where the number of layers varies, noise counts in whatever layer it shows', () => {
  const [one, two] = [imageOf({ a: fileEntry() }), imageOf({}, { a: fileEntry({ sha256: OTHER }) })];
  const mask = learnMask([[one, two]]);
  const third = imageOf({ a: fileEntry({ size: 3 }) });
  expect(applyMask(compareImages(one, third), mask)).toEqual([]);
  expect(applyMask(compareImages(one, imageOf({ a: fileEntry({ uid: 3 }) })), mask)).toMatchObject([
    { field: 'owner' },
  ]);
});

test('all builds of a group that taught the mask agree under it', () => {
  const groups = fc.array(fingerprintArbitrary, { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(groups, fc.array(groups, { maxLength: 2 }), (group, others) => {
      const mask = learnMask([...others, group]);
      for (const image of group) expect(applyMask(compareImages(group[0] ?? image, image), mask)).toEqual([]);
      const { named } = mask;
      if (named === undefined) return;
      const renamed = group.map((image) => withCommonNames(image, named.names));
      for (const image of renamed) expect(applyMask(compareImages(renamed[0] ?? image, image), named)).toEqual([]);
    }),
  );
});

test('the mask never hides a field of a path that did not vary there', () => {
  const whole = ['presence', 'whiteout', 'type'];
  const groups = fc.array(fc.array(fingerprintArbitrary, { maxLength: 3 }), { maxLength: 3 });
  fc.assert(
    fc.property(groups, fingerprintArbitrary, fingerprintArbitrary, (learned, reference, image) => {
      const mask = learnMask(learned);
      const differences = compareImages(reference, image);
      const left = new Set(applyMask(differences, mask));
      const areLayersNoise = mask.entries.some(({ layer, field }) => layer === -1 && field === 'layers');
      for (const hidden of differences.filter((difference) => !left.has(difference))) {
        const reasons = mask.entries.filter(
          (entry) =>
            entry.path === hidden.path &&
            (entry.field === 'config') === (hidden.field === 'config') &&
            (entry.field === hidden.field ? entry.attribute === hidden.attribute : whole.includes(entry.field)),
        );
        const here = reasons.filter(
          ({ layer, layerCount }) => layer === hidden.layer && layerCount === hidden.layerCount,
        );
        const elsewhere = reasons.filter(({ layer }) => areLayersNoise === (layer === -1));
        // Noise of another place counts only if the layers vary, or if the image stays degraded for its layers anyway.
        const isStillDegraded = [...left].some(({ field }) => field === 'layers');
        expect(here.length > 0 || (elsewhere.length > 0 && (areLayersNoise || isStillDegraded))).toBe(true);
      }
    }),
  );
});

test('the mask does not depend on the order of groups or images', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fingerprintArbitrary, { maxLength: 2 }), { maxLength: 3 }), (groups) => {
      const reversed = groups.map((group) => group.toReversed()).toReversed();
      expect(learnMask(reversed)).toEqual(learnMask(groups));
    }),
  );
});

test('only differences of nothing but content are content only', () => {
  const difference = (changes: Partial<Entry>) =>
    compareImages(imageOf({ f: fileEntry() }), imageOf({ f: fileEntry(changes) }));
  expect(isContentOnly(difference({ size: 7 }))).toBe(true);
  expect(isContentOnly(difference({ size: 7, mode: 0 }))).toBe(false);
  expect(isContentOnly([])).toBe(false);
});
