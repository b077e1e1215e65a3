import { namesOf } from '../capabilities/capability-set.ts';
import type { SiteRegistry } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';
import type { RegistryCredentials } from '../image/credentials/registry-credentials.ts';
import { fileCapabilitiesOf } from '../image/reading/file-capabilities-of-image.ts';
import { readImage } from '../image/reading/read-image.ts';
import type { PinnedBase } from '../vocabulary/case.ts';

/** A base image to bring into a sandbox's registry. */
export interface BaseRequest {
  /** As the Dockerfile names it. */
  readonly reference: string;
  /** Repository without the host, and tag: where a builder will look for it. */
  readonly repository: string;
  readonly tag: string;
  /** The engine's image to use instead, if the user named one. */
  readonly substitute: string | undefined;
  /** The user's credentials for the image's registry; asked for only when it has to be fetched. */
  readonly credentials: () => Promise<RegistryCredentials | undefined>;
}

/** Whether a base image is in the registry now. */
export type Pinning =
  /** `layers` are the digests of the image's layers. */
  | { readonly kind: 'pinned'; readonly base: PinnedBase; readonly layers: readonly string[] }
  | { readonly kind: 'missing'; readonly reference: string; readonly message: string };

/** Puts a base image into the registry, the engine's own or one that is fetched, and reads there what trials rest on. */
export async function pinBase(registry: SiteRegistry, request: BaseRequest): Promise<Pinning> {
  const { reference, repository, tag, substitute, credentials } = request;
  const source = substitute ?? reference;
  // What the user names instead is to be an image that the engine has.
  const mayFetch = substitute === undefined;
  const supplied = await registry.supply({
    reference: source,
    repository,
    tag,
    credentials: mayFetch ? credentials : null,
  });
  if (supplied.kind === 'supplied') {
    const base = { reference, digest: supplied.digest, source };
    const image = await readImage(registry.source, repository, tag);
    // Without them trials decide less; that is no reason to have none.
    const capabilities = await fileCapabilitiesOf(registry.source, repository, image).catch(() => null);
    const fileCapabilities = capabilities === null ? null : namesOf(capabilities);
    return { kind: 'pinned', base: { ...base, fileCapabilities }, layers: image.layers.map(({ digest }) => digest) };
  }
  if (mayFetch) return { kind: 'missing', reference: source, message: supplied.message };
  throw new HarnessError('NO_BASE_IMAGE', `The engine has no image ${source}, named by --base for ${reference}`, {
    hint: `Pull or build ${source} first, or name another image.`,
  });
}
