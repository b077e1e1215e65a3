import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeText } from './plain-text.ts';
import { printable, printablePath, printableValue } from './printable.ts';

describe('a name that an image holds', () => {
  it.each([
    ['\u001b[2J', '\\x1b[2J'],
    ['a\nb', 'a\\x0ab'],
    ['left\u202eright', 'left\\u{202e}right'],
    // A byte that is no UTF-8 is kept as a lone surrogate.
    ['x\udcff', 'x\\xff'],
    ['Grüße', 'Grüße'],
  ])('%j is written as %j', (text, shown) => expect(printable(text)).toBe(shown));

  it('is shown as the container sees it, and a long value is cut off', () => {
    expect(printablePath('usr/bin/a\tb')).toBe('/usr/bin/a\\x09b');
    expect(printableValue({ a: 1 })).toBe('{"a":1}');
    expect(printableValue('x'.repeat(500))).toHaveLength(203);
    expect(printableValue(undefined)).toBe('nothing');
  });

  it('holds nothing afterwards that a terminal would obey', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(safeText(printable(text))).toBe(printable(text));
      }),
    );
  });
});
