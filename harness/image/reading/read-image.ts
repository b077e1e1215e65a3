import * as z from 'zod';
import { HarnessError, messageOf } from '../../errors.ts';
import type { RegistrySource } from '../registry/registry-source.ts';
import { readVerified } from '../registry/verified-blob.ts';

const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const descriptorSchema = z.object({ mediaType: z.string(), digest: digestSchema });
const manifestSchema = z.object({
  schemaVersion: z.literal(2),
  config: descriptorSchema,
  layers: z.array(descriptorSchema),
});
const indexSchema = z.object({ manifests: z.array(z.unknown()) });
const configurationSchema = z.object({
  architecture: z.string(),
  os: z.string(),
  variant: z.string().optional(),
  config: z.custom<Record<string, unknown>>((value) => value === null || isObject(value)).optional(),
});

/** A layer as the manifest names it. */
export type LayerDescriptor = z.infer<typeof descriptorSchema>;

/** An image's configuration file, as far as it is compared. */
export type ImageConfiguration = z.infer<typeof configurationSchema>;

/** An image before its layers are read. */
export interface StoredImage {
  /** The digest of its manifest. */
  readonly manifest: string;
  /** The digest of its configuration. */
  readonly config: string;
  readonly configuration: ImageConfiguration;
  readonly layers: readonly LayerDescriptor[];
}

/**
 * Reads an image's manifest and configuration.
 *
 * @throws HarnessError IMAGE_UNREADABLE if the registry does not have them, they are broken, or they are of another kind.
 */
export async function readImage(source: RegistrySource, repository: string, reference: string): Promise<StoredImage> {
  const name = `${repository}${reference.startsWith('sha256:') ? '@' : ':'}${reference}`;
  const stored = await source.manifest(repository, reference);
  if (stored === undefined) throw new HarnessError('IMAGE_UNREADABLE', `The registry does not have the image ${name}`);
  const manifest = validManifest(stored.manifest, name);
  const blob = await source.blob(repository, manifest.config.digest);
  try {
    const bytes = await readVerified(blob, manifest.config.digest);
    const configuration = configurationSchema.parse(JSON.parse(bytes.toString('utf8')));
    return { manifest: stored.digest, config: manifest.config.digest, configuration, layers: manifest.layers };
  } catch (thrown) {
    const reason = thrown instanceof z.ZodError ? z.prettifyError(thrown) : messageOf(thrown);
    throw new HarnessError('IMAGE_UNREADABLE', `The configuration of ${name} is unreadable: ${reason}`, {
      cause: thrown,
    });
  }
}

function validManifest(json: unknown, name: string): z.infer<typeof manifestSchema> {
  const manifest = manifestSchema.safeParse(json);
  if (manifest.success) return manifest.data;
  if (indexSchema.safeParse(json).success) {
    throw new HarnessError('IMAGE_UNREADABLE', `${name} is an index of several images, not an image`, {
      hint: 'Name the image of one platform by its digest.',
    });
  }
  const reason = z.prettifyError(manifest.error);
  throw new HarnessError('IMAGE_UNREADABLE', `The manifest of ${name} is not a version 2 or OCI manifest: ${reason}`);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
