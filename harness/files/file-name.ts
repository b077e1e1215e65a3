/** The half of a surrogate pair that stands for the byte 0. */
const ESCAPED_BYTE = 0xdc00;

/** A character by itself that stands for a byte that is no UTF-8. */
const ESCAPED = /^[\udc80-\udcff]$/;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The name of a file as text. A name on Linux is any bytes; each that is no UTF-8 becomes half of a surrogate pair, U+DC80 to U+DCFF, which
 * no UTF-8 can hold (Python's PEP 383 has the same form). So nothing is lost, two names never become one, and `bytesOfName` undoes it.
 */
export function textOfName(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : escapedName(bytes);
}

/** The bytes of a name or a path that `textOfName` made. */
export function bytesOfName(text: string): Buffer {
  if (isUtf8Name(text)) return Buffer.from(text, 'utf8');
  return Buffer.concat(
    Array.from(text, (character) =>
      ESCAPED.test(character) ? Buffer.from([character.charCodeAt(0) - ESCAPED_BYTE]) : Buffer.from(character, 'utf8'),
    ),
  );
}

/** Whether a name or a path that `textOfName` made is UTF-8 on disk. */
export function isUtf8Name(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** A path in the form in which the functions of `node:fs` find it whatever its bytes are. */
export function onDisk(path: string): string | Buffer {
  return isUtf8Name(path) ? path : bytesOfName(path);
}

function escapedName(bytes: Buffer): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const found = characterAt(bytes, at);
    parts.push(found?.character ?? String.fromCharCode(ESCAPED_BYTE + (bytes[at] ?? 0)));
    at += found?.length ?? 1;
  }
  return parts.join('');
}

function characterAt(bytes: Buffer, at: number): { readonly character: string; readonly length: number } | undefined {
  for (let length = 1; length <= 4; length += 1) {
    try {
      return { character: strict.decode(bytes.subarray(at, at + length)), length };
    } catch {
      // Not a whole character yet, or none at all.
    }
  }
  return undefined;
}
