import type { Difference } from '../../vocabulary/difference.ts';
import type { Entry, ImageFingerprint, LayerFingerprint } from '../fingerprint/fingerprint.ts';
import { compareConfigurations } from './compare-configurations.ts';
import { compareEntries } from './compare-entries.ts';
import { flattenLayers } from './flatten-layers.ts';
import { GRAVITIES, type WeighedDifference } from './gravity.ts';

/** A finding and where it was made. */
type PlacedFinding = WeighedDifference & Pick<Difference, 'layer' | 'layerCount' | 'path'>;

/**
 * Everything in which an image differs from the reference, the most telling first. Layers are compared one by one if both
 * images have the same ones in kind and number; else that is reported, and what they amount to together is compared.
 */
export function compareImages(reference: ImageFingerprint, image: ImageFingerprint): Difference[] {
  if (!haveSameShape(reference, image)) return compareAsWhole(reference, image);
  const layerCount = reference.layers.length;
  const findings = reference.layers.flatMap((wanted, layer) => {
    const actual = image.layers[layer] ?? wanted;
    return compareLayers(wanted, actual, `layer ${layer + 1} of ${layerCount}`).map((found) => ({
      ...found,
      layer,
      layerCount,
    }));
  });
  return inOrder([...findings, ...configurationFindings(reference, image)]);
}

/** Compares what the layers of both images amount to, whatever their number. */
export function compareAsWhole(reference: ImageFingerprint, image: ImageFingerprint): Difference[] {
  const trees = compareTrees(flattenLayers(reference.layers), flattenLayers(image.layers), 'what the build added');
  return inOrder([
    ...trees.map((found) => ({ ...found, layer: -1 })),
    ...shapeFindings(reference, image),
    ...configurationFindings(reference, image),
  ]);
}

/** Whether layers can be compared one by one: as many, and base layers where the other has base layers. */
export function haveSameShape(reference: ImageFingerprint, image: ImageFingerprint): boolean {
  return (
    reference.layers.length === image.layers.length &&
    reference.layers.every((layer, index) => layer.kind === image.layers[index]?.kind)
  );
}

function compareLayers(
  wanted: LayerFingerprint,
  actual: LayerFingerprint,
  place: string,
): (WeighedDifference & { readonly path: string })[] {
  if (wanted === actual) return [];
  if (wanted.kind === 'added' && actual.kind === 'added') {
    return compareTrees(new Map(Object.entries(wanted.entries)), new Map(Object.entries(actual.entries)), place);
  }
  if (nameOf(wanted) === nameOf(actual)) return [];
  return [
    {
      gravity: 'layers',
      field: 'layers',
      path: '',
      text: `${place} is ${nameOf(actual)} instead of ${nameOf(wanted)}`,
    },
  ];
}

function compareTrees(
  wanted: ReadonlyMap<string, Entry>,
  actual: ReadonlyMap<string, Entry>,
  place: string,
): (WeighedDifference & { readonly path: string })[] {
  const paths = new Set([...wanted.keys(), ...actual.keys()]);
  return [...paths].flatMap((path) =>
    compareEntries({ path, reference: wanted.get(path), image: actual.get(path), place }).map((found) => ({
      ...found,
      path,
    })),
  );
}

function shapeFindings(reference: ImageFingerprint, image: ImageFingerprint): PlacedFinding[] {
  const [wanted, actual] = [describeShape(reference), describeShape(image)];
  if (wanted !== actual) return [shapeFinding(`the image has ${actual} instead of ${wanted}`)];
  if (!haveSameShape(reference, image)) return [shapeFinding('the base layers and the added ones alternate otherwise')];
  return [];
}

function shapeFinding(text: string): PlacedFinding {
  return { gravity: 'layers', field: 'layers', layer: -1, path: '', text };
}

function describeShape({ layers }: ImageFingerprint): string {
  const added = layers.filter(({ kind }) => kind === 'added').length;
  return `${added} added ${added === 1 ? 'layer' : 'layers'} on ${layers.length - added} of the base`;
}

function nameOf(layer: LayerFingerprint): string {
  return layer.kind === 'base' ? `the base layer ${layer.digest}` : 'an added layer';
}

function configurationFindings(reference: ImageFingerprint, image: ImageFingerprint): PlacedFinding[] {
  return compareConfigurations(reference.config, image.config).map(({ setting, ...found }) => ({
    ...found,
    layer: -1,
    path: setting,
  }));
}

function inOrder(findings: readonly PlacedFinding[]): Difference[] {
  const keys = ({ layer, path, field, text }: PlacedFinding) => [String(layer).padStart(6), path, field, text];
  return findings
    .map((found) => ({ found, key: [gravityRank(found), ...keys(found)].join('\0') }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ found: { gravity: _, ...difference } }) => difference);
}

function gravityRank({ gravity }: WeighedDifference): string {
  return String(GRAVITIES.indexOf(gravity)).padStart(2, '0');
}
