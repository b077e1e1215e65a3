import { describe, expect, it } from 'vitest';
import { fileEntry, imageOf } from '../../testing/examples/fingerprints.ts';
import { compareImages } from './compare-images.ts';
import { applyMask, learnMask, varyingNameTexts } from './mask.ts';
import { withCommonNames } from './varying-names.ts';

const DIRECTORY = { type: 'directory', mode: 0o755, uid: 0, gid: 0 } as const;

/** An image with a directory of temporary files, beside a file that every build has. */
function image(files: Readonly<Record<string, ReturnType<typeof fileEntry>>>) {
  return imageOf({ tmp: DIRECTORY, 'tmp/fixed': fileEntry(), ...files });
}

/** The texts of what differs under common names, learned from two builds that drew one name each. */
function differences(other: ReturnType<typeof image>): string[] {
  const references = [
    image({ 'tmp/x.AAAA': fileEntry({ mode: 0o2755 }) }),
    image({ 'tmp/x.BBBB': fileEntry({ mode: 0o2755 }) }),
  ];
  const mask = learnMask([references]);
  const [reference] = references;
  if (mask.named === undefined || reference === undefined) throw new Error('no names vary');
  const { names } = mask.named;
  const found = compareImages(withCommonNames(reference, names), withCommonNames(other, names));
  return applyMask(found, mask.named).map(({ text }) => text);
}

describe('names that every build draws anew', () => {
  it('are no difference', () => {
    expect(differences(image({ 'tmp/x.CCCC': fileEntry({ mode: 0o2755 }) }))).toEqual([]);
  });

  it('do not hide what was lost of what stands there', () => {
    expect(differences(image({ 'tmp/x.CCCC': fileEntry({ mode: 0o755 }) }))).toEqual([
      expect.stringContaining('lost setgid (2755 -> 0755)'),
    ]);
    expect(differences(image({}))).toEqual([expect.stringContaining('is missing')]);
  });

  it('do not hide one name more than any build had, nor what every build has', () => {
    const two = { 'tmp/x.CCCC': fileEntry({ mode: 0o2755 }), 'tmp/x.DDDD': fileEntry({ mode: 0o2755 }) };
    expect(differences(image(two))).toEqual([
      expect.stringContaining('/tmp/x.DDDD is there, but not in the reference'),
    ]);
    const other = imageOf({ tmp: DIRECTORY, 'tmp/x.CCCC': fileEntry({ mode: 0o2755 }) });
    expect(differences(other)).toEqual([expect.stringContaining('/tmp/fixed is missing')]);
  });

  it('take along what lies in a directory with such a name', () => {
    const drawn = (name: string, mode = 0o644) =>
      imageOf({ [`d/${name}`]: DIRECTORY, [`d/${name}/file`]: fileEntry({ mode }) });
    const { named } = learnMask([[drawn('a1'), drawn('b2')]]);
    if (named === undefined) throw new Error('no names vary');
    const compared = (other: ReturnType<typeof drawn>) =>
      compareImages(withCommonNames(drawn('a1'), named.names), withCommonNames(other, named.names));
    expect(compared(drawn('c3'))).toEqual([]);
    expect(compared(drawn('c3', 0o600))).toMatchObject([{ field: 'mode' }]);
  });

  it('are not learned from one build that has a file more than the others', () => {
    expect(learnMask([[image({}), image({ 'tmp/core': fileEntry() })]]).named).toBeUndefined();
  });

  it('are told by their directory', () => {
    const mask = learnMask([[image({ 'tmp/a': fileEntry() }), image({ 'tmp/b': fileEntry() })]]);
    expect(varyingNameTexts(mask)).toEqual([{ path: 'tmp', text: 'a name in /tmp varies' }]);
  });
});
