/**
 * Control characters, line separators, halves of surrogate pairs, and what is invisible: direction marks, joiners, the byte order
 * mark, and the tags with which a text can be hidden in another one.
 */
const UNSAFE =
  // Code unit by code unit, which is several times as fast as by Unicode's classes; of pairs `visibleEscape` looks at what they are.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g;

/** The same without the end of a line. */
const UNSAFE_IN_LINES = new RegExp(UNSAFE.source.replace('\\u001f', '\\u0009\\u000b-\\u001f'), 'g');

/** Text that came out of a build, made safe for a line on a terminal: what could mislead becomes a visible escape. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, visibleEscape);
}

/** The same for a text of several lines. */
export function safeLines(text: string): string {
  return text.replace(UNSAFE_IN_LINES, visibleEscape);
}

/**
 * Text for a log, in which CI systems look for commands: `::error::` where a line begins, `##[error]` and `##vso[...]`
 * anywhere. A line of a build must not become one. In JSON the escapes mean the same characters.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^([^\S\n\r\u2028\u2029]*):(?=:)/gm, '$1\\u003a').replace(/##(?=[a-z]*\[)/gi, '#\\u0023');
}

/** As JSON writes it: a character beyond the first 65,536 is two escapes, or itself if it can be seen. */
function visibleEscape(character: string): string {
  if (character.length === 2 && !/\p{Cf}/u.test(character)) return character;
  return character.split('').map(unitEscape).join('');
}

function unitEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The beginning of a text, with an ellipsis if more follows. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/**
 * The text with a line break in each word that is longer than a column, after a separator where there is one: wrapping at
 * spaces would cut the rest of the word off.
 */
export function breakLongWords(text: string, width: number): string {
  return text.replace(/\S+/g, (word) => pieces(word, width).join('\n'));
}

function pieces(word: string, width: number): string[] {
  if (word.length <= width) return [word];
  const separator = Math.max(...['/', '-', '.', '_', ','].map((mark) => word.lastIndexOf(mark, width - 1)));
  const length = separator > width / 2 ? separator + 1 : width;
  return [word.slice(0, length), ...pieces(word.slice(length), width)];
}

/** A number with its thousands apart: `16,384`. */
export function numberText(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 trial`, `2 trials`. */
export function countOf(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A duration as a person says it: `340 ms`, `48 s`, `3 min 20 s`, `5 h 41 min`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 120 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
