import type { RunRecord } from './record.ts';

/** What tells one builder from another. */
export type NamedBuilder = Pick<
  RunRecord['builder'],
  'kind' | 'version' | 'reference' | 'imageDigest' | 'binarySha256'
>;

/** The same program is the same builder, however it is called. */
export function isSameBuilder(one: NamedBuilder, other: NamedBuilder): boolean {
  const [identity, otherIdentity] = [identityOf(one), identityOf(other)];
  if (identity !== null || otherIdentity !== null) return identity === otherIdentity;
  return one.kind === other.kind && one.version === other.version && one.reference === other.reference;
}

/** An image that is made around a binary has a digest of its own: the binary is what counts. */
export function identityOf({
  binarySha256,
  imageDigest,
}: Pick<NamedBuilder, 'binarySha256' | 'imageDigest'>): string | null {
  return binarySha256 ?? imageDigest;
}
