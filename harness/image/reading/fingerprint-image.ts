import type { Readable } from 'node:stream';
import { ImageBudget } from '../bounds/image-budget.ts';
import type { AddedLayer, ImageFingerprint, LayerFingerprint } from '../fingerprint/fingerprint.ts';
import type { RegistrySource } from '../registry/registry-source.ts';
import { comparedConfiguration } from './image-configuration.ts';
import { fingerprintLayer } from './layer-fingerprint.ts';
import { type LayerDescriptor, readImage, type StoredImage } from './read-image.ts';

/** What is known before an image is read. */
export interface KnownLayers {
  /** Digests of the layers of base images in the registry: they are not read, their digest says all. */
  readonly baseLayers: ReadonlySet<string>;
  /** Fingerprints of layers that were read before, by digest; it is added to. */
  readonly layerCache?: Map<string, AddedLayer>;
}

/**
 * Takes the fingerprint of an image in a registry; `reference` is a tag or a digest.
 *
 * @throws HarnessError IMAGE_UNREADABLE if the image is not there or cannot be read completely, IMAGE_BEYOND_BOUNDS if it holds
 *   more than is read.
 */
export async function fingerprintImage(
  source: RegistrySource,
  repository: string,
  reference: string,
  known: KnownLayers,
): Promise<ImageFingerprint> {
  return fingerprintOf(source, repository, await readImage(source, repository, reference), known);
}

/**
 * Takes the fingerprint of an image whose manifest and configuration were read.
 *
 * @throws HarnessError IMAGE_UNREADABLE if a layer cannot be read completely.
 */
export async function fingerprintOf(
  source: RegistrySource,
  repository: string,
  image: StoredImage,
  known: KnownLayers,
): Promise<ImageFingerprint> {
  const layers: LayerFingerprint[] = [];
  const budget = new ImageBudget();
  const blobOf = (digest: string): Promise<Readable> => source.blob(repository, digest);
  for (const descriptor of image.layers) layers.push(await layerFingerprint(descriptor, blobOf, budget, known));
  return { config: comparedConfiguration(image.configuration), layers };
}

async function layerFingerprint(
  descriptor: LayerDescriptor,
  blobOf: (digest: string) => Promise<Readable>,
  budget: ImageBudget,
  { baseLayers, layerCache }: KnownLayers,
): Promise<LayerFingerprint> {
  const { digest } = descriptor;
  if (baseLayers.has(digest)) return { kind: 'base', digest };
  const cached = layerCache?.get(digest);
  if (cached !== undefined) return cached;
  const layer = await fingerprintLayer(await blobOf(digest), descriptor, budget);
  layerCache?.set(digest, layer);
  return layer;
}
