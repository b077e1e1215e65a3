/** A string of a Groovy text. */
export interface GroovyString {
  readonly kind: 'string';
  /** Offset of its opening quotes. */
  readonly start: number;
  readonly end: number;
  /** Offset of its first character. */
  readonly from: number;
  /** Offset behind its last character. */
  readonly to: number;
  /** Whether `$name` and `${expression}` in it are replaced. */
  readonly interpolates: boolean;
}

/** A name, or a single character that is none. */
export interface GroovyWord {
  readonly kind: 'name' | 'sign';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A part of a Groovy text that is no comment. A line break is a sign. */
export type GroovyToken = GroovyString | GroovyWord;

/** The quotes of strings, the longer ones first. */
const QUOTES: readonly { readonly open: string; readonly close: string; readonly interpolates: boolean }[] = [
  { open: "'''", close: "'''", interpolates: false },
  { open: '"""', close: '"""', interpolates: true },
  { open: '$/', close: '/$', interpolates: true },
  { open: "'", close: "'", interpolates: false },
  { open: '"', close: '"', interpolates: true },
];

/** Splits a Groovy text. What is not closed ends with the text, or with its line for a string of one line. */
export function groovyTokens(text: string): GroovyToken[] {
  const tokens: GroovyToken[] = [];
  let at = 0;
  while (at < text.length) {
    const comment = commentEnd(text, at);
    if (comment !== undefined) {
      at = comment;
      continue;
    }
    const quote = QUOTES.find(({ open }) => text.startsWith(open, at));
    const token = quote === undefined ? wordAt(text, at) : stringAt(text, at, quote);
    if (token !== undefined) tokens.push(token);
    at = token?.end ?? at + 1;
  }
  return tokens;
}

/** The end of a comment that begins here: `//`, a block comment, and a `#!` in the first line. */
function commentEnd(text: string, at: number): number | undefined {
  const end = (close: string, length: number): number => {
    const found = text.indexOf(close, at + 2);
    return found < 0 ? text.length : found + length;
  };
  if (text.startsWith('//', at) || (at === 0 && text.startsWith('#!'))) return end('\n', 0);
  return text.startsWith('/*', at) ? end('*/', 2) : undefined;
}

/** A name or a sign; undefined for white space within a line. */
function wordAt(text: string, at: number): GroovyWord | undefined {
  const name = /[A-Za-z_$][\w$]*/y;
  name.lastIndex = at;
  const [found] = name.exec(text) ?? [];
  if (found !== undefined) return { kind: 'name', text: found, start: at, end: at + found.length };
  const sign = text[at] ?? '';
  return /[^\S\n]/.test(sign) ? undefined : { kind: 'sign', text: sign, start: at, end: at + 1 };
}

function stringAt(text: string, start: number, { open, close, interpolates }: (typeof QUOTES)[number]): GroovyString {
  const from = start + open.length;
  const isOneLine = open.length === 1;
  let at = from;
  while (at < text.length && !text.startsWith(close, at)) {
    if (isOneLine && text[at] === '\n') return { kind: 'string', start, end: at, from, to: at, interpolates };
    at = next(text, at, { escapes: open !== '$/', interpolates });
  }
  const to = Math.min(at, text.length);
  return { kind: 'string', start, end: Math.min(to + close.length, text.length), from, to, interpolates };
}

/** The longest expression in a string. */
const LONGEST_EXPRESSION = 200;

/** Where a string goes on: an escape is two characters, and quotes in `${…}` do not end it. */
function next(
  text: string,
  at: number,
  { escapes, interpolates }: { readonly escapes: boolean; readonly interpolates: boolean },
): number {
  if (escapes && text[at] === '\\') return at + 2;
  if (!interpolates || !text.startsWith('${', at)) return at + 1;
  let depth = 0;
  for (let index = at + 1; index < Math.min(text.length, at + LONGEST_EXPRESSION) && text[index] !== '\n'; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return at + 1;
}
