/** What stands in the place of a secret. */
const MASK = '***';

/** A shorter piece is found by chance in too many words. A whole value is never that short. */
const SHORTEST_PIECE = 4;

/** `base64` breaks its lines here. */
const BASE64_LINE = 76;

/**
 * Gives a function that takes secrets out of texts: as they are, each of their lines, and as JSON, URLs and base64 have them. What a
 * build makes of a secret in other ways it cannot know.
 */
export function secretMask(values: readonly string[]): (text: string) => string {
  const pieces = [...new Set(values.flatMap(formsOf))]
    .filter((piece) => piece.trim().length >= SHORTEST_PIECE)
    .sort((a, b) => b.length - a.length);
  if (pieces.length === 0) return (text) => text;
  // The longest first, so that no rest of one stays beside the mask of a shorter one.
  const pattern = new RegExp(pieces.map(escaped).join('|'), 'g');
  return (text) => text.replace(pattern, MASK);
}

/** The same value with every text in it masked, keys of maps and objects among them. */
export function maskedThroughout<Value>(value: Value, mask: (text: string) => string): Value {
  return maskedPart(value, mask) as Value;
}

function maskedPart(value: unknown, mask: (text: string) => string): unknown {
  const pairs = (entries: Iterable<[unknown, unknown]>): [unknown, unknown][] =>
    [...entries].map(([key, inner]) => [maskedPart(key, mask), maskedPart(inner, mask)]);
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((inner) => maskedPart(inner, mask));
  if (value instanceof Map) return new Map(pairs(value));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(pairs(Object.entries(value)) as [string, unknown][]);
}

function formsOf(value: string): string[] {
  const plain = [value, value.trim(), ...value.split(/\r?\n/).map((line) => line.trim())];
  const encoded = [value, value.trim()].flatMap((text) => base64Of(text));
  return [...plain, ...plain.map(inJson), ...plain.map(encodeURIComponent), ...encoded];
}

function base64Of(text: string): string[] {
  // Its last letters depend on what follows the value, so they are left to the padding.
  const whole = Buffer.from(text).toString('base64').replace(/=+$/, '');
  const lines = whole.match(new RegExp(`.{1,${BASE64_LINE}}`, 'g')) ?? [];
  return [whole, ...lines];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
