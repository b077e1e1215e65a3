import { passwordsInUrls } from '../vocabulary/credential-words.ts';

/** What stands in the place of a secret. */
const MASK = '***';

/** A shorter text is found by chance in too many words. A whole value is never that short. */
const SHORTEST_WHOLE = 4;

/** A line of a value, or of its base64, is only a part of it: a short one is more often an ordinary word than a leak. */
const SHORTEST_LINE = 8;

/** A longer text is found only as it is, or by its lines: a pattern for it would take too long. */
const LONGEST_WRAPPED = 4096;

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
  const all = [...new Set(values.flatMap((value) => [value, ...passwordsInUrls(value)]))];
  const encoded = new Set(all.flatMap(encodedForms));
  // The longest first, so that no rest of one stays beside the mask of a shorter one.
  const pieces = [...new Set([...all.flatMap(formsOf), ...encoded])].sort((a, b) => b.length - a.length);
  if (pieces.length === 0) return { text: (text) => text, cutText: (text) => text };
  const pattern = new RegExp(
    pieces.map((piece) => (encoded.has(piece) ? wrapped(piece) : escaped(piece))).join('|'),
    'g',
  );
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
  return [
    ...longEnough(whole.flatMap(written), SHORTEST_WHOLE),
    ...longEnough([...lines.flatMap(written), ...whole.map(base64Of).flatMap(base64Lines)], SHORTEST_LINE),
  ];
}

/** What base64 makes of a value, alone and in the middle of another text. */
function encodedForms(value: string): string[] {
  return longEnough(
    [value, value.trim()].flatMap((text) => [base64Of(text), ...base64Within(text)]),
    SHORTEST_WHOLE,
  );
}

function longEnough(pieces: readonly string[], shortest: number): string[] {
  return pieces.filter((piece) => piece.trim().length >= shortest);
}

/** A text as it is, in JSON and in a URL. */
function written(text: string): string[] {
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)];
}

function base64Of(text: string): string {
  return Buffer.from(text).toString('base64').replace(/=+$/, '');
}

/**
 * What base64 makes of a text in the middle of another one, such as the password in `user:password`: it depends on where in a group of
 * three bytes it begins. Letters that hold bits of what stands beside are left out.
 */
function base64Within(text: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const letters = bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
    return [letters, letters.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function base64Lines(whole: string): string[] {
  return whole.match(new RegExp(`.{1,${BASE64_LINE}}`, 'g')) ?? [];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** A pattern that finds a text also where a program has broken it into lines, wherever it did. */
function wrapped(text: string): string {
  return text.length > LONGEST_WRAPPED ? escaped(text) : [...text].map(escaped).join('(?:\\r?\\n)?');
}
