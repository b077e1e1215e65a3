import { printable, printablePath } from '../../text/printable.ts';
import type { Difference, DifferenceField } from '../../vocabulary/difference.ts';
import type { ImageFingerprint } from '../fingerprint/fingerprint.ts';
import { compareAsWhole, compareImages, haveSameShape } from './compare-images.ts';
import { learnVaryingNames, type VaryingNames, withCommonNames } from './varying-names.ts';

/** What is left out of every comparison, because it differs between builds with everything granted. */
export interface Mask {
  readonly entries: readonly MaskEntry[];
  /** Where names vary, what else does when those are left aside; undefined where they do not. */
  readonly named?: NamedMask | undefined;
}

/** What is left out of a comparison under common names. */
export interface NamedMask {
  readonly names: VaryingNames;
  readonly entries: readonly MaskEntry[];
}

/** One thing that is left out. */
export interface MaskEntry extends Pick<Difference, 'layer' | 'layerCount' | 'path' | 'field' | 'attribute'> {
  /** What varied, in words; control characters are escaped. */
  readonly text: string;
  /** Whether the lack of a capability could show in the very thing that is left out, and so would go unseen. */
  readonly hidesCapabilityEffect: boolean;
}

/** Where these vary nothing else at the path can be compared, so that the whole path is left out. */
const WHOLE_PATH_FIELDS: ReadonlySet<DifferenceField> = new Set(['presence', 'whiteout', 'type']);

const CAPABILITY_FIELDS: ReadonlySet<DifferenceField> = new Set([...WHOLE_PATH_FIELDS, 'mode', 'owner', 'xattrs']);

/**
 * Learns what is noise: whatever differs between images of one group, each of which holds builds with everything granted under
 * one configuration. Only the field that varies is left out, so that varying content does not hide a lost mode bit.
 */
export function learnMask(groups: readonly (readonly ImageFingerprint[])[]): Mask {
  const names = learnVaryingNames(groups);
  const entries = entriesOf(groups);
  if (names === undefined) return { entries };
  const named = groups.map((group) => group.map((image) => withCommonNames(image, names)));
  return { entries, named: { names, entries: entriesOf(named) } };
}

function entriesOf(groups: readonly (readonly ImageFingerprint[])[]): MaskEntry[] {
  const entries = new Map<string, MaskEntry>();
  for (const difference of groups.flatMap(differencesWithin)) entries.set(keyOf(difference), maskEntry(difference));
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/** In which directories names vary, in words; control characters are escaped. */
export function varyingNameTexts({ named }: Mask): { readonly path: string; readonly text: string }[] {
  return [...(named?.names.directories.keys() ?? [])].sort().map((path) => ({
    path,
    text: `a name in ${printablePath(path)} varies`,
  }));
}

/** The differences that are not noise, in the same order. */
export function applyMask(differences: readonly Difference[], mask: Pick<Mask, 'entries'>): Difference[] {
  const countVaries = mask.entries.some(({ layer, field }) => layer === -1 && field === 'layers');
  const masked = new Set(mask.entries.flatMap((entry) => keysOf(entry, countVaries)));
  return differences.filter((difference) => {
    const anywhere = { ...difference, layer: ANY_LAYER };
    return ![difference, anywhere].some((place) => masked.has(keyOf(place)) || masked.has(wholePathKey(place)));
  });
}

/** Whether all that differs is the content of files: that is often chance, so it is challenged before it counts. */
export function isContentOnly(differences: readonly Difference[]): boolean {
  return differences.length > 0 && differences.every(({ field }) => field === 'content');
}

/**
 * Comparing one image with each of the others finds whatever varies in a group. Where their layers vary in number, images
 * are compared as a whole, and layer by layer only with those of the same shape.
 */
function differencesWithin(images: readonly ImageFingerprint[]): Difference[] {
  const [first, ...others] = images;
  if (first === undefined) return [];
  const sameShape = others.filter((image) => haveSameShape(first, image));
  const otherShape = others.filter((image) => !haveSameShape(first, image));
  const byLayer = sameShape.flatMap((image) => compareImages(first, image));
  if (otherShape.length === 0) return byLayer;
  return [...byLayer, ...others.flatMap((image) => compareAsWhole(first, image)), ...differencesWithin(otherShape)];
}

type Place = Pick<Difference, 'layer' | 'layerCount' | 'path' | 'field' | 'attribute'>;

/** Stands for whatever layer. */
const ANY_LAYER = -2;

/**
 * The places that an entry covers. Where the number of layers varies a layer's index means nothing, so that what varies in
 * the images as a whole does so in any layer. Where it does not, an image that is compared as a whole is another one anyway,
 * and what varies in one of its layers is no news.
 */
function keysOf(entry: MaskEntry, countVaries: boolean): string[] {
  const { layerCount: _, ...asWhole } = { ...entry, layer: countVaries ? ANY_LAYER : -1 };
  const isLoose = countVaries === (entry.layer === -1) && isInTree(entry);
  const places: Place[] = isLoose ? [entry, asWhole] : [entry];
  return places.flatMap((place) =>
    WHOLE_PATH_FIELDS.has(place.field) ? [keyOf(place), wholePathKey(place)] : [keyOf(place)],
  );
}

function keyOf({ layer, layerCount, path, field, attribute }: Place): string {
  const count = layer === ANY_LAYER ? '' : (layerCount ?? '');
  return [String(layer).padStart(4), count, path, field, attribute ?? ''].join('\0');
}

function wholePathKey(place: Place): string {
  return isInTree(place) ? keyOf({ ...place, field: 'presence', attribute: '*' }) : '';
}

/** Whether a place is a path of a layer, not a setting of the configuration or the list of layers. */
function isInTree({ field }: Place): boolean {
  return field !== 'config' && field !== 'layers';
}

function maskEntry({ text: _, ...place }: Difference): MaskEntry {
  const hidesCapabilityEffect = CAPABILITY_FIELDS.has(place.field);
  const warning = hidesCapabilityEffect ? '; what a capability does to it would go unseen' : '';
  return { ...place, text: `${describeNoise(place)}${warning}`, hidesCapabilityEffect };
}

function describeNoise({ field, path, attribute }: Place): string {
  const shown = printablePath(path);
  switch (field) {
    case 'config':
      return `config ${printable(path)} varies`;
    case 'layers':
      return 'the layers vary';
    case 'presence':
    case 'whiteout':
      return `${shown} is not always there`;
    case 'xattrs':
      return `the extended attribute ${printable(attribute ?? '')} of ${shown} varies`;
    case 'type':
    case 'mode':
    case 'owner':
    case 'link':
    case 'device':
    case 'content':
      return `the ${field} of ${shown} varies`;
  }
}
