import { readFile } from 'node:fs/promises';
import { parseImageReference } from '../../image/naming/image-reference.ts';
import type { Case } from '../../vocabulary/case.ts';

/** The tag that stands for a digest where an image cannot keep it. */
export function tagOfDigest(digest: string): string {
  return digest.replace(':', '-');
}

/**
 * The Dockerfile with `@sha256:…` replaced by a tag, for base images whose manifest got another digest when the engine copied
 * it; undefined if there is none. Engines that store layers unpacked compress them anew, so such a digest cannot be kept.
 */
export async function pinDigests(
  one: Case,
  bases: readonly { readonly reference: string; readonly digest: string }[],
): Promise<string | undefined> {
  const changed = bases
    .map(({ reference, digest }) => ({ wanted: parseImageReference(reference).digest, digest }))
    .flatMap(({ wanted, digest }) => (wanted === undefined || wanted === digest ? [] : [wanted]));
  if (changed.length === 0) return undefined;
  const text = await readFile(one.dockerfile, 'utf8');
  return changed.reduce(
    (rest, digest) => rest.replaceAll(new RegExp(`(?::[\\w.-]+)?@${digest}`, 'g'), `:${tagOfDigest(digest)}`),
    text,
  );
}
