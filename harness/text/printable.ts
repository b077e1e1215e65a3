import { loneByte } from './byte-text.ts';

/** Control and format characters (escape sequences, text direction), line separators, and lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The longest text of a stranger that is shown in full. */
const LONGEST_VALUE = 200;

/** Text of a stranger, fit for a terminal: what could act on it, or be invisible, is written as an escape. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const byte = loneByte(code) ?? code;
    return byte <= 0xff ? `\\x${byte.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** A path of a layer, fit for a terminal, as a container sees it. */
export function printablePath(path: string): string {
  return printable(`/${path}`);
}

/** A value of a stranger, quoted, and cut off if it is long. */
export function printableValue(value: unknown): string {
  const json = printable(JSON.stringify(value) ?? 'nothing');
  return json.length <= LONGEST_VALUE ? json : `${json.slice(0, LONGEST_VALUE)}...`;
}
