import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandVariables, splitWords } from './expand-variables.ts';
import { ExpansionLimit, expansionBudget } from './expansion-budget.ts';
import { matchEnd } from './glob.ts';

const variables: Readonly<Record<string, string>> = { A: 'one', EMPTY: '', V: 'v1.2.3', PATHS: 'a/b/c' };
const expand = (word: string): string => expandVariables(word, { lookup: (name) => variables[name] });

describe('expandVariables', () => {
  it.each([
    ['$A', 'one'],
    ['x-$A-y', 'x-one-y'],
    [`\${A}b`, 'oneb'],
    ['$NOPE', ''],
    [`\${NOPE:-two}`, 'two'],
    [`\${EMPTY:-two}`, 'two'],
    [`\${EMPTY-two}`, ''],
    [`\${NOPE-two}`, 'two'],
    [`\${A:+set}`, 'set'],
    [`\${EMPTY:+set}`, ''],
    [`\${EMPTY+set}`, 'set'],
    [`\${NOPE:-\${ALSO_NOPE:-$A}}`, 'one'],
    [`\${A:?must be set}`, 'one'],
    [`\${V#v}`, '1.2.3'],
    [`\${PATHS#*/}`, 'b/c'],
    [`\${PATHS##*/}`, 'c'],
    [`\${PATHS%/*}`, 'a/b'],
    [`\${PATHS%%/*}`, 'a'],
    [`\${V/./-}`, 'v1-2.3'],
    [`\${V//./-}`, 'v1-2-3'],
    ['"$A b"', 'one b'],
    ["'$A'", '$A'],
    ['"\'$A\'"', "'one'"],
    ['\\$A', '$A'],
    ['$', '$'],
    [`\${`, `\${`],
    [`\${A`, `\${A`],
    ['$1', '$1'],
  ])('turns %s into %s', (word, expected) => {
    expect(expand(word)).toBe(expected);
  });
});

describe('variables of a stranger', () => {
  const long = 'a'.repeat(2_000);

  it.each([
    [`\${V%%${'*a'.repeat(900)}b}`],
    [`\${V##${'*a'.repeat(900)}b}`],
    [`\${V//${'*a'.repeat(900)}b/x}`],
    [`\${V%${'*'.repeat(1_800)}b}`],
  ])('cost no more than text and pattern are long, or are given up: %#', (word) => {
    const lookup = (): string => long;
    try {
      expect(expandVariables(word, { lookup })).toBe(long);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(ExpansionLimit);
    }
  });

  it('are given up where they are nested too deeply, and where they double too often', () => {
    const nested = `${'${a:-'.repeat(6_000)}x${'}'.repeat(6_000)}`;
    expect(() => expandVariables(nested, { lookup: () => undefined })).toThrow('nested deeper than 100 levels');
    const budget = expansionBudget();
    let value = 'a';
    const double = (): void => {
      value = expandVariables('$A$A', { lookup: () => value, budget });
    };
    expect(() => Array.from({ length: 100 }, double)).toThrow(ExpansionLimit);
  });

  it('match as the pattern of a shell does, whatever is in pattern and text', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(part, part, (text, pattern) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        const ends = Array.from({ length: text.length + 1 }, (_, end) => end);
        const matching = ends.filter((end) => new RegExp(`^${source}$`, 's').test(text.slice(0, end)));
        const budget = expansionBudget();
        expect(matchEnd(pattern, text, { start: 0, length: 'shortest', budget })).toBe(matching[0]);
        expect(matchEnd(pattern, text, { start: 0, length: 'longest', budget })).toBe(matching.at(-1));
      }),
    );
  });
});

describe('splitWords', () => {
  it('splits at blanks outside quotes', () => {
    expect(splitWords('A=1  B="two words" C=\'x y\' D=a\\ b')).toEqual(['A=1', 'B="two words"', "C='x y'", 'D=a\\ b']);
  });

  it('keeps a quote that is never closed', () => {
    expect(splitWords('A="x y')).toEqual(['A="x', 'y']);
  });
});
