import { compareImages } from '../../image/compare/compare-images.ts';
import { applyMask, type Mask } from '../../image/compare/mask.ts';
import { type VaryingNames, withCommonNames } from '../../image/compare/varying-names.ts';
import type { ImageFingerprint } from '../../image/fingerprint/fingerprint.ts';
import type { Difference } from '../../vocabulary/difference.ts';

/** Gives the fingerprint that an observation names. */
export type FingerprintSource = (digest: string) => ImageFingerprint;

/** Gives the differences between the images with these digests. */
export type RememberedComparison = (reference: string, image: string) => readonly Difference[];

/** Compares two images, under common names where some vary. */
export type NamedComparison = (reference: string, image: string, names?: VaryingNames) => readonly Difference[];

/** Compares images once, however often they are asked for. */
export function rememberedComparison(fingerprintOf: FingerprintSource): NamedComparison {
  const plain = new Map<string, readonly Difference[]>();
  const named = new WeakMap<VaryingNames, typeof plain>();
  const comparedUnder = (names: VaryingNames | undefined): typeof plain => {
    if (names === undefined) return plain;
    const compared = named.get(names) ?? new Map();
    named.set(names, compared);
    return compared;
  };
  return (reference, image, names) => {
    const compared = comparedUnder(names);
    const key = `${reference} ${image}`;
    const known = compared.get(key);
    if (known !== undefined) return known;
    const read = (digest: string): ImageFingerprint => {
      const fingerprint = fingerprintOf(digest);
      return names === undefined ? fingerprint : withCommonNames(fingerprint, names);
    };
    const found = reference === image ? [] : compareImages(read(reference), read(image));
    compared.set(key, found);
    return found;
  };
}

/** The differences that a mask leaves; where names vary, the fewer of those with each image's own names and with common ones. */
export function differencesUnder(mask: Mask, differences: NamedComparison): RememberedComparison {
  const remaining = new Map<string, readonly Difference[]>();
  const compare: RememberedComparison = (reference, image) => {
    const plain = applyMask(differences(reference, image), mask);
    const { named } = mask;
    if (named === undefined || plain.length === 0) return plain;
    const underNames = applyMask(differences(reference, image, named.names), named);
    return underNames.length < plain.length ? underNames : plain;
  };
  return (reference, image) => {
    const key = `${reference} ${image}`;
    const known = remaining.get(key) ?? compare(reference, image);
    remaining.set(key, known);
    return known;
  };
}
