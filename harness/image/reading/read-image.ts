import * as z from 'zod';
import { HarnessError } from '../../errors.ts';
import { countOf, numberText, shorten } from '../../text/plain-text.ts';
import { printable } from '../../text/printable.ts';
import { beyondBounds, IMAGE_BOUNDS, unreadableImage } from '../bounds/image-bounds.ts';
import { parseDocument } from '../registry/parse-document.ts';
import type { RegistrySource, StoredManifest } from '../registry/registry-source.ts';
import { readVerified } from '../registry/verified-blob.ts';

const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const descriptorSchema = z.object({ mediaType: z.string(), digest: digestSchema, size: z.int().min(0) });
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

/** The longest text on what is wrong with a document that a stranger wrote. */
const LONGEST_PROBLEM = 300;

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
 * Reads an image's manifest and configuration; one that is named by its digest is the one that the digest names.
 *
 * @throws HarnessError IMAGE_UNREADABLE if the registry does not have them, they are broken, or they are of another kind,
 *   IMAGE_BEYOND_BOUNDS if they are larger than is read.
 */
export async function readImage(source: RegistrySource, repository: string, reference: string): Promise<StoredImage> {
  const name = `${repository}${reference.startsWith('sha256:') ? '@' : ':'}${reference}`;
  const stored = await source.manifest(repository, reference);
  if (stored === undefined) throw new HarnessError('IMAGE_UNREADABLE', `The registry does not have the image ${name}`);
  const manifest = validManifest(namedManifest(stored, reference, name), name);
  const { size } = manifest.config;
  try {
    if (size > IMAGE_BOUNDS.document.most) throw beyondBounds(`it has ${countOf(size, 'byte')}`, 'document');
    const bytes = await readVerified(await source.blob(repository, manifest.config.digest), manifest.config);
    const configuration = validConfiguration(parseDocument(bytes));
    return { manifest: stored.digest, config: manifest.config.digest, configuration, layers: manifest.layers };
  } catch (thrown) {
    throw unreadableImage(`The configuration of ${name} is unreadable`, thrown);
  }
}

function namedManifest({ digest, manifest }: StoredManifest, reference: string, name: string): unknown {
  if (!reference.startsWith('sha256:') || digest === reference) return manifest;
  throw new HarnessError('IMAGE_UNREADABLE', `The manifest of ${name} has the digest ${digest}`);
}

function validManifest(json: unknown, name: string): z.infer<typeof manifestSchema> {
  // Before each of them is looked at: there may be millions.
  const layers = isObject(json) && 'layers' in json && Array.isArray(json.layers) ? json.layers.length : 0;
  if (layers > IMAGE_BOUNDS.layers.most)
    throw unreadableImage(
      `The manifest of ${name} is unreadable`,
      beyondBounds(`it has ${numberText(layers)} layers`, 'layers'),
    );
  const manifest = manifestSchema.safeParse(json);
  if (manifest.success) return manifest.data;
  if (indexSchema.safeParse(json).success) {
    throw new HarnessError('IMAGE_UNREADABLE', `${name} is an index of several images, not an image`, {
      hint: 'Name the image of one platform by its digest.',
    });
  }
  const reason = problemText(manifest.error);
  throw new HarnessError('IMAGE_UNREADABLE', `The manifest of ${name} is not a version 2 or OCI manifest: ${reason}`);
}

function validConfiguration(json: unknown): ImageConfiguration {
  const configuration = configurationSchema.safeParse(json);
  if (configuration.success) return configuration.data;
  throw new Error(problemText(configuration.error));
}

function problemText(error: z.ZodError): string {
  return shorten(printable(z.prettifyError(error).replaceAll('\n', ' ')), LONGEST_PROBLEM);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
