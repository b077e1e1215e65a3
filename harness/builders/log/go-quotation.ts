/** An escape of Go's strconv.Quote. */
const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gs;

const SHORT: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

const LARGEST_CODE_POINT = 0x10ffff;

/** Undoes Go's quoting of a text (strconv.Quote); a text that is not quoted stays as it is. */
export function unquoteGo(text: string): string {
  if (!text.startsWith('"')) return text;
  return fromJson(text) ?? fromGo(text);
}

/** Most texts need no escape that JSON lacks, and a long one is then read much sooner. */
function fromJson(text: string): string | undefined {
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function fromGo(text: string): string {
  const quoted = text.slice(1, text.length > 1 && text.endsWith('"') ? -1 : undefined);
  return quoted.replace(ESCAPE, (_, byte?: string, short?: string, long?: string, plain?: string) => {
    if (plain !== undefined) return SHORT.get(plain) ?? plain;
    const code = Number.parseInt(byte ?? short ?? long ?? '', 16);
    // A byte above ASCII is written so only where it is no part of UTF-8.
    return (byte !== undefined && code > 0x7f) || code > LARGEST_CODE_POINT ? '\ufffd' : String.fromCodePoint(code);
  });
}
