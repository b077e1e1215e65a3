import { stripVTControlCharacters } from 'node:util';

/**
 * Control characters that survive the stripping of escape sequences, and the marks that reorder text on a terminal. A
 * build's output is a stranger's text.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The lines of a build's output as plain text: no escape sequences, no control characters but tabs. */
export function plainLines(output: string): string[] {
  // A lone carriage return redraws a line, as progress bars do: each state is a line of its own.
  return stripVTControlCharacters(output)
    .split(/\r\n|\n|\r/)
    .map((line) => (line === '' ? line : line.replace(CONTROLS, '').trimEnd()));
}

/** A text in one line, without what a terminal would obey. */
export function plainText(text: string): string {
  return plainLines(text).join(' ');
}
