import { describe, expect, it } from 'vitest';
import { caseOf, failedReference } from '../testing/examples/records.ts';
import { compareReferenceDigests } from './reference-image.ts';

const [one, other] = ['1'.repeat(64), '2'.repeat(64)];
const clock = { layer: 1, path: 'etc/stamp', field: 'content', text: 'etc/stamp differs' };

describe('comparing reference images by their digests', () => {
  it('takes equal digests for the same image, and different ones for another', () => {
    const before = caseOf({ referenceImage: one });
    expect(compareReferenceDigests(before, caseOf({ referenceImage: one }))).toEqual({ kind: 'same' });
    expect(compareReferenceDigests(before, caseOf({ referenceImage: other }))).toEqual({
      kind: 'differs',
      differences: null,
    });
  });

  it('does not claim another image where not the same was left out of both digests', () => {
    const varying = { referenceImage: other, masked: [{ ...clock, text: 'in other words' }] };
    const before = caseOf({ referenceImage: one });
    expect(compareReferenceDigests(before, caseOf(varying))).toMatchObject({ kind: 'unknown' });
    expect(compareReferenceDigests(before, { ...caseOf(varying), masked: null })).toMatchObject({ kind: 'unknown' });
    expect(compareReferenceDigests({ ...before, masked: null }, { ...caseOf(varying), masked: null })).toMatchObject({
      kind: 'unknown',
    });
    expect(compareReferenceDigests({ ...before, masked: [clock] }, caseOf(varying))).toMatchObject({ kind: 'differs' });
  });

  it('does not know of a digest that was not recorded, and expects none of a build that fails', () => {
    expect(compareReferenceDigests(caseOf({ referenceImage: one }), caseOf())).toMatchObject({ kind: 'unknown' });
    expect(compareReferenceDigests(caseOf({ referenceImage: one }), failedReference())).toEqual({ kind: 'none' });
  });
});
