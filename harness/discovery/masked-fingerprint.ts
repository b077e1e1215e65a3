import type { Entry, ImageFingerprint, LayerFingerprint } from '../image/fingerprint/fingerprint.ts';

type Mask = (text: string) => string;

/** Settings of an image whose keys are a build's own text. The keys of the others are those of the image specification. */
const KEYED_BY_TEXT: ReadonlySet<string> = new Set(['ExposedPorts', 'Labels', 'Volumes']);

/** The platform: words that only a registry's client reads. */
const PLATFORM: ReadonlySet<string> = new Set(['architecture', 'os', 'variant']);

/** The attribute with the capabilities of a file, which is no text. */
const FILE_CAPABILITIES = 'security.capability';

/**
 * A fingerprint without secrets in the texts that a build chooses: paths, targets of links, extended attributes, and the image's
 * settings. Types, numbers and digests stay as they are.
 */
export function maskedFingerprint({ config, layers }: ImageFingerprint, mask: Mask): ImageFingerprint {
  const settings = Object.entries(config).map(([name, value]): [string, unknown] => {
    if (PLATFORM.has(name)) return [name, value];
    return [name, maskedSetting(value, mask, KEYED_BY_TEXT.has(name))];
  });
  return { config: Object.fromEntries(settings), layers: layers.map((layer) => maskedLayer(layer, mask)) };
}

function maskedSetting(value: unknown, mask: Mask, keysToo: boolean): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((inner) => maskedSetting(inner, mask, keysToo));
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).map(([key, inner]): [string, unknown] => [
    keysToo ? mask(key) : key,
    maskedSetting(inner, mask, keysToo),
  ]);
  return Object.fromEntries(pairs);
}

function maskedLayer(layer: LayerFingerprint, mask: Mask): LayerFingerprint {
  if (layer.kind === 'base') return layer;
  return { kind: 'added', entries: renamed(layer.entries, mask, (entry) => maskedEntry(entry, mask)) };
}

function maskedEntry(entry: Entry, mask: Mask): Entry {
  const { link, xattrs } = entry;
  return {
    ...entry,
    ...(link === undefined ? {} : { link: mask(link) }),
    ...(xattrs === undefined ? {} : { xattrs: maskedAttributes(xattrs, mask) }),
  };
}

function maskedAttributes(xattrs: Readonly<Record<string, string>>, mask: Mask): Readonly<Record<string, string>> {
  const isText = (name: string): boolean => name !== FILE_CAPABILITIES;
  const nameOf = (name: string): string => (isText(name) ? mask(name) : name);
  return renamed(xattrs, nameOf, (value, name) => (isText(name) ? maskedHexadecimal(value, mask) : value));
}

/** Only a value with a secret is changed, so that bytes that are no text stay what they are. */
function maskedHexadecimal(value: string, mask: Mask): string {
  const text = Buffer.from(value, 'hex').toString('utf8');
  const masked = mask(text);
  return masked === text ? value : Buffer.from(masked, 'utf8').toString('hex');
}

/** Names come from strangers (`__proto__`), so the object has no prototype. */
function renamed<Value>(
  record: Readonly<Record<string, Value>>,
  nameOf: (name: string) => string,
  withValue: (value: Value, name: string) => Value,
): Readonly<Record<string, Value>> {
  const copy: Record<string, Value> = Object.create(null);
  for (const [name, value] of Object.entries(record)) copy[nameOf(name)] = withValue(value, name);
  return copy;
}
