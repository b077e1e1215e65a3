import { beyondBounds, IMAGE_BOUNDS } from '../bounds/image-bounds.ts';

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
/** `[` and `{`, `]` and `}`. */
const [OPENING, CLOSING] = [new Set([0x5b, 0x7b]), new Set([0x5d, 0x7d])];

/**
 * Parses a manifest or a configuration. Deep nesting is refused before anything goes down into it: JSON.parse does not mind it,
 * but whatever writes the value later would run out of stack.
 *
 * @throws HarnessError IMAGE_BEYOND_BOUNDS if it is nested too deeply, SyntaxError if it is not JSON.
 */
export function parseDocument(bytes: Buffer): unknown {
  if (isDeeperThan(bytes, IMAGE_BOUNDS.depth.most))
    throw beyondBounds(`its JSON is nested more than ${IMAGE_BOUNDS.depth.most} levels deep`, 'depth');
  return JSON.parse(bytes.toString('utf8'));
}

function isDeeperThan(json: Buffer, most: number): boolean {
  let depth = 0;
  for (let index = 0; index < json.length; index++) {
    const byte = json[index] ?? 0;
    if (byte === QUOTE) index = endOfString(json, index + 1);
    else if (CLOSING.has(byte)) depth -= 1;
    else if (OPENING.has(byte)) depth += 1;
    if (depth > most) return true;
  }
  return false;
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(json: Buffer, start: number): number {
  let index = start;
  while (index < json.length && json[index] !== QUOTE) index += json[index] === BACKSLASH ? 2 : 1;
  return index;
}
