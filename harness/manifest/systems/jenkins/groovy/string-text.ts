import type { GroovyString } from './tokens.ts';

/** What a string stands for, and where each of its characters is. */
export interface StringText {
  readonly text: string;
  /** The offset in the file, of an offset in the text. */
  readonly offsetAt: (offset: number) => number;
  /** Whether each line of the text is a line of the file. */
  readonly isLineByLine: boolean;
}

/** What stands in the place of `$name` or `${expression}`: its value, or a variable of the shell where none is known. */
export type Interpolate = (expression: string) => string;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '\n': '' };

/** `${expression}` without braces in it, `$name`, `$name.field`. */
const INTERPOLATION = /\$(?:\{([^{}]*)\}|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*))/y;

/** Undoes the escapes of a string, and puts values in the place of what it interpolates. */
export function stringText(
  file: string,
  { from, to, interpolates }: GroovyString,
  interpolate: Interpolate,
): StringText {
  const parts: string[] = [];
  const starts: { readonly at: number; readonly offset: number }[] = [];
  let length = 0;
  let isLineByLine = true;
  for (let offset = from; offset < to; ) {
    const piece = pieceAt(file, offset, to, interpolates ? interpolate : undefined);
    if (piece.text !== '' || piece.length > 0) starts.push({ at: length, offset });
    const isFirstBreak = offset === from && piece.text === '';
    if (!isFirstBreak && linesIn(piece.text) !== linesIn(file.slice(offset, offset + piece.length)))
      isLineByLine = false;
    parts.push(piece.text);
    length += piece.text.length;
    offset += piece.length;
  }
  return { text: parts.join(''), isLineByLine, offsetAt: (offset) => offsetIn(starts, offset) ?? from };
}

/** A run of plain characters, an escape, or something interpolated; `length` is how much of the file it takes. */
function pieceAt(
  file: string,
  offset: number,
  to: number,
  interpolate: Interpolate | undefined,
): { readonly text: string; readonly length: number } {
  const character = file[offset] ?? '';
  if (character === '\\') {
    const next = file[offset + 1] ?? '';
    const unicode = /^u+([0-9A-Fa-f]{4})/.exec(file.slice(offset + 1, offset + 10));
    if (unicode?.[1] !== undefined) {
      return { text: String.fromCharCode(Number.parseInt(unicode[1], 16)), length: unicode[0].length + 1 };
    }
    return { text: ESCAPES[next] ?? next, length: 2 };
  }
  if (character === '$' && interpolate !== undefined) {
    INTERPOLATION.lastIndex = offset;
    const [whole, braced, plain] = INTERPOLATION.exec(file) ?? [];
    if (whole !== undefined && offset + whole.length <= to) {
      return { text: interpolate((braced ?? plain ?? '').trim()), length: whole.length };
    }
  }
  const plain = /[^\\$\n]+/y;
  plain.lastIndex = offset;
  const run = plain.exec(file)?.[0] ?? character;
  const text = run.slice(0, to - offset);
  return { text, length: text.length };
}

function offsetIn(
  starts: readonly { readonly at: number; readonly offset: number }[],
  offset: number,
): number | undefined {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const start = starts[low];
  return start === undefined ? undefined : start.offset + (offset - start.at);
}

function linesIn(text: string): number {
  return text.split('\n').length;
}
