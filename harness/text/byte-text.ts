import { isUtf8 } from 'node:buffer';

/** Where the code units begin that stand for single bytes; these lone surrogates never come out of valid UTF-8. */
const LONE_BYTE_BASE = 0xdc00;

/**
 * Text for bytes that are mostly UTF-8 but need not be, as file names are. A byte that is not part of valid UTF-8 becomes
 * one lone surrogate (Python calls this `surrogateescape`), so different bytes never give the same text.
 */
export function textOfBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let index = 0; index < bytes.length; ) {
    const length = characterLength(bytes, index);
    text +=
      length === 0
        ? String.fromCharCode(LONE_BYTE_BASE + (bytes[index] ?? 0))
        : bytes.toString('utf8', index, index + length);
    index += Math.max(length, 1);
  }
  return text;
}

/** The bytes that `textOfBytes` made a text of. */
export function bytesOfText(text: string): Buffer {
  if (isUtf8Text(text)) return Buffer.from(text, 'utf8');
  const parts = Array.from(text, (character) => {
    const byte = loneByte(character.charCodeAt(0));
    return character.length === 1 && byte !== undefined ? Buffer.from([byte]) : Buffer.from(character, 'utf8');
  });
  return Buffer.concat(parts);
}

/** Whether the bytes that a text was made of are UTF-8. */
export function isUtf8Text(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** A path that `textOfBytes` made, in the form in which the functions of `node:fs` find it whatever its bytes are. */
export function onDisk(path: string): string | Buffer {
  return isUtf8Text(path) ? path : bytesOfText(path);
}

/** The byte that a code unit stands for, if it stands for one. */
export function loneByte(codeUnit: number): number | undefined {
  const byte = codeUnit - LONE_BYTE_BASE;
  return byte >= 0x80 && byte <= 0xff ? byte : undefined;
}

/** Length in bytes of the UTF-8 character at `index`; 0 if there is none. */
function characterLength(bytes: Buffer, index: number): number {
  const longest = Math.min(4, bytes.length - index);
  for (let length = 1; length <= longest; length++) {
    if (isUtf8(bytes.subarray(index, index + length))) return length;
  }
  return 0;
}
