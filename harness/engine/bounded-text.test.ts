import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedText } from './bounded-text.ts';

const bounds = { headBytes: 5, tailBytes: 10 };

function textOf(chunks: readonly string[]): string {
  const text = new BoundedText(bounds);
  for (const chunk of chunks) text.append(Buffer.from(chunk));
  return text.toString();
}

describe('BoundedText', () => {
  it('keeps all of a text that fits', () => {
    expect(textOf(['abc', 'defghi', 'jklmno'])).toBe('abcdefghijklmno');
  });

  it('keeps the beginning and the end of one that does not, and says how much is missing', () => {
    expect(textOf(['0123456789', 'abcdefghijklmnopqrst'])).toBe('01234\n[15 bytes left out]\nklmnopqrst');
  });

  it('says the same however the text came in', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{0,12}$/), { maxLength: 30 }), (chunks) => {
        expect(textOf(chunks)).toBe(textOf([chunks.join('')]));
      }),
    );
  });
});
