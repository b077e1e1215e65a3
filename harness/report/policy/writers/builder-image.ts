import type { Policy } from '../policy.ts';

/** The image that a policy is about. */
export interface BuilderImage {
  /** As a pod names it, with its digest where one is known. */
  readonly reference: string;
  /** What has to be said of it, or to be replaced; null where nothing has. */
  readonly note: string | null;
  /** Whether it only stands for an image that nobody has named. */
  readonly isPlaceholder: boolean;
}

/** Stands for the image of an executor that was tried as a local binary; `.example` is nobody's (RFC 2606). */
const PLACEHOLDER = 'registry.example/replace-with-your/kaniko-executor:latest';

/** The image that was asked for, or the one that was tried, or a placeholder where that was none. */
export function builderImage({ record, target }: Pick<Policy, 'record' | 'target'>): BuilderImage {
  const tried = triedImage({ record });
  if (target.image !== undefined)
    return { reference: target.image, note: notTried(target.image, record), isPlaceholder: false };
  if (tried === undefined) {
    const note = `REPLACE with the image that contains ${triedExecutor(record)}, or name it with --image`;
    return { reference: PLACEHOLDER, note, isPlaceholder: true };
  }
  const note =
    'the digest that the engine knows; if the image was never in a registry, push it and use the digest that the push prints';
  return { reference: tried, note, isPlaceholder: false };
}

/** The image that was tried, with its digest; undefined if a local executor was, or an image without a name. */
export function triedImage({ record: { builder } }: Pick<Policy, 'record'>): string | undefined {
  const { reference, imageDigest } = builder;
  if (imageDigest === null || IMAGE_ID.test(reference)) return undefined;
  return `${reference.replace(/@.*$/, '')}@${imageDigest}`;
}

/** An engine takes it for an image; no registry does. */
const IMAGE_ID = /^sha256:[0-9a-f]{64}$/;

/** What was tried, in words. */
export function triedExecutor({ builder }: Policy['record']): string {
  const { reference, imageDigest, binarySha256 } = builder;
  if (imageDigest !== null) return `the executor of ${reference} (${imageDigest})`;
  return `the local executor ${reference}${binarySha256 === null ? '' : ` (sha256:${binarySha256})`}`;
}

function notTried(image: string, record: Policy['record']): string | null {
  const { imageDigest } = record.builder;
  if (imageDigest !== null && image.endsWith(`@${imageDigest}`)) return null;
  return `given with --image; it must contain ${triedExecutor(record)}, which was tried`;
}
