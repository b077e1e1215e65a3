import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { RegistryCredentials } from '../../../image/credentials/registry-credentials.ts';
import { parseImageReference, repositoryName } from '../../../image/naming/image-reference.ts';
import { readVerified } from '../../../image/registry/verified-blob.ts';
import { type RemoteRegistry, remoteRegistry } from './remote-registry.ts';

/** An image of one platform in a registry. */
export interface RemoteImage {
  readonly registry: RemoteRegistry;
  readonly repository: string;
  /** Registry and repository with the digest of the manifest: pods can be started from it. */
  readonly id: string;
  readonly digest: string;
  readonly manifest: Buffer;
  readonly config: BlobReference;
  readonly layers: readonly BlobReference[];
  readonly configuration: RemoteConfiguration;
}

const blobReference = z.object({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/), size: z.int().min(0) });
const manifestSchema = z.object({ config: blobReference, layers: z.array(blobReference) });
const indexSchema = z.object({
  manifests: z.array(
    z.object({ digest: z.string(), platform: z.object({ architecture: z.string(), os: z.string() }).optional() }),
  ),
});
const configurationSchema = z.object({
  architecture: z.string(),
  config: z
    .object({
      Entrypoint: z.array(z.string()).nullish(),
      Env: z.array(z.string()).nullish(),
      Labels: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
});

/** A blob as a manifest names it. */
export type BlobReference = z.infer<typeof blobReference>;

/** What an image says of the containers that are made from it. */
export type RemoteConfiguration = z.infer<typeof configurationSchema>;

/**
 * Reads an image from its registry; of one for several platforms, that for linux on this architecture. Undefined if the registry does
 * not have it.
 *
 * @throws Error if it cannot be read.
 */
export async function readRemoteImage(
  reference: string,
  architecture: string,
  credentials: RegistryCredentials | undefined,
): Promise<RemoteImage | undefined> {
  const { host, repository, tag, digest, ...rest } = parseImageReference(reference);
  const registry = remoteRegistry(host, credentials);
  let found = await registry.manifest(repository, digest ?? tag ?? 'latest');
  if (found === undefined) return undefined;
  const index = indexSchema.safeParse(JSON.parse(found.bytes.toString('utf8')));
  if (index.success) {
    const fitting = index.data.manifests.find(
      ({ platform }) => platform?.os === 'linux' && platform.architecture === architecture,
    );
    if (fitting === undefined) throw new Error(`it has no image for linux on ${architecture}`);
    found = await registry.manifest(repository, fitting.digest);
    if (found === undefined) return undefined;
  }
  const { config, layers } = manifestSchema.parse(JSON.parse(found.bytes.toString('utf8')));
  const own = digestOf(found.bytes);
  const configuration = await readVerified(await registry.blob(repository, config.digest), config);
  return {
    registry,
    repository,
    id: `${repositoryName({ host, repository, ...rest })}@${own}`,
    digest: own,
    manifest: found.bytes,
    config,
    layers,
    configuration: configurationSchema.parse(JSON.parse(configuration.toString('utf8'))),
  };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
