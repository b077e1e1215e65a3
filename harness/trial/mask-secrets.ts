import { passwordsInUrls } from '../vocabulary/credential-words.ts';

/** What stands in the place of a secret. */
const MASK = '***';

/** A shorter text is found by chance in too many words. A whole value is never that short. */
const SHORTEST_WHOLE = 4;

/** A line of a value, or of its base64, is only a part of it: a short one is more often an ordinary word than a leak. */
const SHORTEST_LINE = 8;

/** `base64` breaks its lines here. */
const BASE64_LINE = 76;

/** Takes secrets out of texts. */
export interface SecretMask {
  /** Of a whole text. */
  readonly text: (text: string) => string;
  /** Of a text that was cut off, and so may end within a secret. */
  readonly cutText: (text: string) => string;
}

/**
 * Takes secrets out of texts: as they are, each of their longer lines, the passwords in their URLs, and all as JSON, URLs and base64 have
 * them. What a build makes of a
 * secret in other ways it cannot know.
 */
export function secretMask(values: readonly string[]): SecretMask {
  const pieces = [...new Set(values.flatMap((value) => [value, ...passwordsInUrls(value)]).flatMap(formsOf))].sort(
    (a, b) => b.length - a.length,
  );
  if (pieces.length === 0) return { text: (text) => text, cutText: (text) => text };
  // The longest first, so that no rest of one stays beside the mask of a shorter one.
  const pattern = new RegExp(pieces.map(escaped).join('|'), 'g');
  const mask = (text: string): string => text.replace(pattern, MASK);
  return { text: mask, cutText: (text) => withoutBeginning(mask(text), pieces) };
}

/** The text without the beginning of a piece that it ends with. */
function withoutBeginning(text: string, pieces: readonly string[]): string {
  for (const piece of pieces) {
    for (let length = Math.min(piece.length - 1, text.length); length >= SHORTEST_WHOLE; length -= 1) {
      if (text.endsWith(piece.slice(0, length))) return text.slice(0, -length) + MASK;
    }
  }
  return text;
}

function formsOf(value: string): string[] {
  const whole = [value, value.trim()];
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const encoded = whole.map(base64Of);
  return [
    ...longEnough([...whole.flatMap(written), ...encoded], SHORTEST_WHOLE),
    ...longEnough([...lines.flatMap(written), ...encoded.flatMap(base64Lines)], SHORTEST_LINE),
  ];
}

function longEnough(pieces: readonly string[], shortest: number): string[] {
  return pieces.filter((piece) => piece.trim().length >= shortest);
}

/** A text as it is, in JSON and in a URL. */
function written(text: string): string[] {
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)];
}

function base64Of(text: string): string {
  // Its last letters depend on what follows the value, so they are left to the padding.
  return Buffer.from(text).toString('base64').replace(/=+$/, '');
}

function base64Lines(whole: string): string[] {
  return whole.match(new RegExp(`.{1,${BASE64_LINE}}`, 'g')) ?? [];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
