import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ComparedCase, MaskedPlace } from './compared-case.ts';

/** Whether the image that counts as right is another one. */
export const referenceImage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('same') }),
  /** The differences in words; null where only the digests of the images are at hand. */
  z.object({ kind: z.literal('differs'), differences: z.array(z.string()).readonly().nullable() }),
  /** A side does not build with everything granted, so that there is no image to compare. */
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('unknown'), reason: z.string() }),
]);

/** Whether the image that counts as right is another one. */
export type ReferenceImage = z.output<typeof referenceImage>;

/**
 * Compares the reference images by their digests. Equal ones mean the same image. Different ones mean another image only if
 * both leave out the same places, because what varies by itself is found by chance.
 */
export function compareReferenceDigests(before: ComparedCase, after: ComparedCase): ReferenceImage {
  if ([before, after].some(({ status }) => status === 'reference-failed')) return { kind: 'none' };
  if (before.referenceImage === null || after.referenceImage === null) {
    return { kind: 'unknown', reason: 'a digest of the reference image is not recorded' };
  }
  if (before.referenceImage === after.referenceImage) return { kind: 'same' };
  const [left, right] = [before, after].map(({ masked }) => leftOut(masked));
  if (left !== undefined && left === right) return { kind: 'differs', differences: null };
  return { kind: 'unknown', reason: 'different parts of the image vary between builds in A and in B' };
}

/** SHA-256 of places in an order of their own, in hexadecimal digits. */
export function digestOfPlaces(places: readonly MaskedPlace[]): string {
  const texts = places.map(({ layer, path, field }) => `${layer} ${field} ${path}`).sort();
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex');
}

/** What a digest of an image leaves out, in a form that can be compared; undefined where nobody kept it. */
function leftOut(masked: ComparedCase['masked']): string | undefined {
  if (masked === null) return undefined;
  return 'placesSha256' in masked ? masked.placesSha256 : digestOfPlaces(masked);
}
