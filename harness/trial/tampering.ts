import type { RegistryRequest } from '../engine/site-registry/access-log.ts';
import { TRIAL_CACHES, TRIAL_IMAGES } from '../engine/site-registry/registry-layout.ts';
import type { TrialRegistryUse } from '../engine/trial-port.ts';

/** The repositories of a trial. */
export interface TrialRepositories {
  readonly image: string;
  /** The tag that its image is to get. */
  readonly tag: string;
  /** Null for a trial without a cache. */
  readonly cache: string | null;
}

/** An image as it was read from the registry. */
export interface PushedImage {
  /** The digest of its manifest. */
  readonly manifest: string;
  /** The digests of its layers and its configuration. */
  readonly blobs: readonly string[];
}

/** What else is known of a trial that left an image. */
export interface PushContext {
  readonly image: PushedImage;
  /** The digest of which the builder said that it had pushed it; null where it says none. */
  readonly said: string | null;
  /** The names of processes that the builder itself may have running besides its first one as it pushes. */
  readonly ownProcesses: readonly string[];
}

/**
 * What a trial did that its builder had no reason to do, in words; undefined for nothing. Attempts count, whether or not they
 * were refused: whoever makes one is not a build that can be judged.
 */
export function forbiddenRequest(use: TrialRegistryUse, own: TrialRepositories): string | undefined {
  for (const request of use.requests) {
    const found = reproachOf(request, own);
    if (found !== undefined) return `the build ${found}`;
  }
  return undefined;
}

/**
 * Why an image is not known to be the builder's work, in words; undefined if it is. It counts if it is the only one that was
 * pushed, if all of it was uploaded or taken over from a base image in this trial, if the builder names its digest where it
 * names one, and if nobody else was there to push it.
 */
export function forgedPush(use: TrialRegistryUse, own: TrialRepositories, push: PushContext): string | undefined {
  const { image, said, ownProcesses } = push;
  const pushes = use.requests.filter((request) => isPush(request, own));
  if (pushes.length !== 1) return `${pushes.length} images were pushed by a build that pushes one`;
  const company = use.company.kind === 'counted' ? use.company.names : [];
  const strangers = company.filter((name) => !ownProcesses.includes(name));
  if (strangers.length > 0) {
    return `other processes than the builder ran as the image was pushed, and may have pushed it: ${strangers.join(', ')}`;
  }
  if (said !== null && said !== image.manifest) {
    return `the builder says that it pushed ${said}, and the registry has ${image.manifest}`;
  }
  const uploaded = new Set(use.requests.flatMap((request) => arrived(request, own)));
  const foreign = image.blobs.find((digest) => !uploaded.has(digest));
  if (foreign !== undefined) return `the image has ${foreign}, which was not pushed with it`;
  const spare = [...uploaded].find((digest) => !image.blobs.includes(digest));
  return spare === undefined ? undefined : `${spare} was pushed and is no part of the image`;
}

function reproachOf(request: RegistryRequest, own: TrialRepositories): string | undefined {
  const { method, subject, repository, reference, mount } = request;
  if (subject === 'version') return undefined;
  if (repository === null || subject === 'other') return `asked the registry for what no builder asks for (${method})`;
  const isOwn = repository === own.image || repository === own.cache;
  if (READING.has(method)) {
    return isOwn || !isOfTrials(repository) ? undefined : `read ${repository}, which is another trial's`;
  }
  if (!isOwn) return `wrote to ${repository}`;
  if (method === 'DELETE' && subject !== 'upload') return `deleted a ${subject}`;
  if (
    mount !== null &&
    mount.from !== '' &&
    isOfTrials(mount.from) &&
    mount.from !== own.image &&
    mount.from !== own.cache
  ) {
    return `took a layer over from ${mount.from}, which is another trial's`;
  }
  const isForeignTag = subject === 'manifest' && repository === own.image && reference !== own.tag;
  return isForeignTag ? `pushed an image as ${reference}` : undefined;
}

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

function isOfTrials(repository: string): boolean {
  return [TRIAL_IMAGES, TRIAL_CACHES].some((name) => repository === name || repository.startsWith(`${name}/`));
}

function isPush({ method, subject, repository, status }: RegistryRequest, own: TrialRepositories): boolean {
  return method === 'PUT' && subject === 'manifest' && repository === own.image && isDone(status);
}

/** The blob that a request brought into the repository of the image. */
function arrived(
  { method, subject, repository, status, digest, mount }: RegistryRequest,
  own: TrialRepositories,
): string[] {
  if (subject !== 'upload' || repository !== own.image || status !== CREATED) return [];
  if (method === 'POST' && mount !== null) return [mount.digest];
  return digest === null ? [] : [digest];
}

const CREATED = 201;

function isDone(status: number): boolean {
  return status >= 200 && status < 300;
}
