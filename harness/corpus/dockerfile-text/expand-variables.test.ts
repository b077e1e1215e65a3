import { describe, expect, it } from 'vitest';
import { expandVariables, splitWords } from './expand-variables.ts';

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

describe('splitWords', () => {
  it('splits at blanks outside quotes', () => {
    expect(splitWords('A=1  B="two words" C=\'x y\' D=a\\ b')).toEqual(['A=1', 'B="two words"', "C='x y'", 'D=a\\ b']);
  });

  it('keeps a quote that is never closed', () => {
    expect(splitWords('A="x y')).toEqual(['A="x', 'y']);
  });
});
