import { safeText } from '../../text/plain-text.ts';

/** Halves of surrogate pairs and the two code points that XML 1.0 forbids beside the control characters. */
const FORBIDDEN = /\p{Surrogate}|[\ufffe\uffff]/gu;

/** Text that XML 1.0 can hold: what it forbids becomes a visible escape, as does what could mislead a reader. */
export function xmlText(text: string): string {
  return safeText(text).replace(FORBIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
