import type { AddedLayer, Entry, ImageFingerprint, LayerFingerprint } from '../fingerprint/fingerprint.ts';
import { fingerprintDigest } from '../fingerprint/fingerprint-file.ts';
import { toRecord } from '../fingerprint/layer-entries.ts';
import { imageSettingsOf } from './compare-configurations.ts';
import type { Mask, MaskEntry } from './mask.ts';

/**
 * A digest of what an image is without what varies between its builds: equal for all builds that the mask was learned from.
 * Null where the layers as such vary, so that there is no place to leave out.
 */
export function maskedDigest(image: ImageFingerprint, { entries: masked }: Mask): string | null {
  if (masked.some(({ field }) => field === 'layers')) return null;
  const byLayer = new Map<number, MaskEntry[]>();
  for (const entry of masked) {
    const those = byLayer.get(entry.layer);
    if (those === undefined) byLayer.set(entry.layer, [entry]);
    else those.push(entry);
  }
  const layers = image.layers.map((layer, index) => withoutMasked(layer, byLayer.get(index) ?? []));
  return fingerprintDigest({ config: withoutSettings(image.config, masked), layers });
}

/** The settings as a comparison sees them: in no order, and nothing told of an empty map. */
function withoutSettings(config: ImageFingerprint['config'], masked: readonly MaskEntry[]): ImageFingerprint['config'] {
  const varying = new Set(masked.filter(({ field }) => field === 'config').map(({ path }) => path));
  return Object.fromEntries([...imageSettingsOf(config)].filter(([setting]) => !varying.has(setting)));
}

function withoutMasked(layer: LayerFingerprint, masked: readonly MaskEntry[]): LayerFingerprint {
  if (layer.kind === 'base') return layer;
  const entries = new Map(Object.entries(layer.entries));
  for (const entry of masked) {
    const kept = entries.get(entry.path);
    if (kept === undefined) continue;
    const rest = withoutField(kept, entry);
    if (rest === undefined) entries.delete(entry.path);
    else entries.set(entry.path, rest);
  }
  return { kind: 'added', entries: toRecord(entries) satisfies AddedLayer['entries'] };
}

function withoutField(entry: Entry, { field, attribute }: MaskEntry): Entry | undefined {
  switch (field) {
    case 'mode':
      return { ...entry, mode: 0 };
    case 'owner':
      return { ...entry, uid: 0, gid: 0 };
    case 'content': {
      const { size: _size, sha256: _sha256, ...rest } = entry;
      return rest;
    }
    case 'link': {
      const { link: _, ...rest } = entry;
      return rest;
    }
    case 'device': {
      const { device: _, ...rest } = entry;
      return rest;
    }
    case 'xattrs':
      return withoutAttribute(entry, attribute ?? '');
    case 'presence':
    case 'whiteout':
    case 'type':
    case 'config':
    case 'layers':
      return undefined;
  }
}

function withoutAttribute({ xattrs, ...entry }: Entry, attribute: string): Entry {
  const kept = Object.entries(xattrs ?? {}).filter(([name]) => name !== attribute);
  return kept.length === 0 ? entry : { ...entry, xattrs: toRecord(new Map(kept)) };
}
