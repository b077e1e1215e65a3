import type { RunRecord } from '../../../record/record.ts';

/** The image that a policy is about. */
export interface BuilderImage {
  /** As a pod names it, with its digest where one is known. */
  readonly reference: string;
  /** The same without tag and digest: what an admission policy knows it by. */
  readonly repository: string;
  /** What has to be said of it, or to be replaced; null where nothing has. */
  readonly note: string | null;
}

/** Stands for the image of an executor that was tried as a local binary; `.example` is nobody's (RFC 2606). */
const PLACEHOLDER = 'registry.example/replace-with-your/kaniko-executor';

/** The image of the builder that was tried, or a placeholder where it was none. */
export function builderImage({ builder }: RunRecord): BuilderImage {
  const { reference, imageDigest, binarySha256 } = builder;
  if (imageDigest === null) {
    const digest = binarySha256 === null ? '' : ` (sha256:${binarySha256})`;
    const note = `REPLACE with the image that contains the local executor ${reference}${digest}`;
    return { reference: `${PLACEHOLDER}:latest`, repository: PLACEHOLDER, note };
  }
  const named = reference.replace(/@.*$/, '');
  const note =
    'the digest that the engine knows; if the image was never in a registry, push it and use the digest that the push prints';
  return { reference: `${named}@${imageDigest}`, repository: named.replace(/:[^:/]*$/, ''), note };
}
