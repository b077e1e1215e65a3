import { expect, it } from 'vitest';
import { compareReferenceDigests } from '../comparison/reference-image.ts';
import { compareReferenceImages } from './compare-reference-images.ts';
import { readUncheckedRecord } from './read-record.ts';

const [OLD, NEW] = ['results/google-v1.6.0', 'results/google-v1.24.0'];

it('finds other images in two recorded runs where the digests in their records tell that they are others', async () => {
  const found = await compareReferenceImages(OLD, NEW);
  const [before, after] = [await readUncheckedRecord(OLD), await readUncheckedRecord(NEW)];
  const built = before.cases.filter(({ status }) => status !== 'reference-failed');
  const byDigest = built.map((one) => {
    const other = after.cases.find(({ id }) => id === one.id) ?? one;
    return [one.id, compareReferenceDigests(one, other).kind] as const;
  });
  const byImage = built.map(({ id }) => [id, (found.get(id) ?? []).length === 0 ? 'same' : 'differs'] as const);
  expect(byDigest).toEqual(byImage);
  expect(byImage.filter(([, kind]) => kind === 'differs')).toHaveLength(4);
  expect(found.get('workdir-after-user')).toEqual(['/app is owned by 1000:1000 instead of 0:0']);
});
