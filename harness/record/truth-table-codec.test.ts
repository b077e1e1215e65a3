import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeVerdicts, encodeVerdicts, type VerdictLetter } from './truth-table-codec.ts';

const letter = fc.constantFrom<VerdictLetter>('F', 'D', 'X', 'T', '?');
/** Real tables have long runs of equal verdicts. */
const letters = fc
  .array(fc.tuple(letter, fc.integer({ min: 1, max: 40 })), { maxLength: 30 })
  .map((runs) => runs.flatMap(([one, times]) => Array.from({ length: times }, () => one)));

describe('the verdicts of a truth table', () => {
  it('are written as runs', () => {
    expect(encodeVerdicts(['X', 'X', 'X', 'F', 'F', 'D', '?', 'T'])).toBe('3X2FD?T');
    expect(encodeVerdicts([])).toBe('');
  });

  it('are read as they were written', () => {
    fc.assert(
      fc.property(letters, (verdicts) => {
        expect(decodeVerdicts(encodeVerdicts(verdicts), verdicts.length)).toEqual(verdicts);
      }),
    );
  });

  it('take no more room than one character each, and less where they repeat', () => {
    fc.assert(
      fc.property(letters, (verdicts) => {
        expect(encodeVerdicts(verdicts).length).toBeLessThanOrEqual(verdicts.length);
      }),
    );
    expect(encodeVerdicts(Array.from({ length: 16_384 }, () => 'F' as const))).toBe('16384F');
  });

  it('are not read when there are more or fewer than there must be', () => {
    fc.assert(
      fc.property(letters, fc.integer({ min: 0, max: 2_000 }), (verdicts, size) => {
        fc.pre(size !== verdicts.length);
        expect(decodeVerdicts(encodeVerdicts(verdicts), size)).toBeUndefined();
      }),
    );
  });

  it.each(['3', 'A', '0F', 'F3', '3 F', '-1F', '99999999999999999999F', 'F\n'])('are not read from %j', (text) => {
    expect(decodeVerdicts(text, 1)).toBeUndefined();
  });

  it('are never read to the end of a hostile count', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('9', '1', 'F', 'X', '?') }), (text) => {
        const read = decodeVerdicts(text, 4);
        expect(read === undefined || read.length === 4).toBe(true);
      }),
    );
  });
});
