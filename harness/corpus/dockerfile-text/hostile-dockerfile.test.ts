import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../../errors.ts';
import { DOCKERFILE_FRAGMENTS } from '../../testing/examples/dockerfile-fragments.ts';
import { growsLinearly, repeated } from '../../testing/growth.ts';
import { parseDockerfile } from './parse-dockerfile.ts';

/** Reads a text as a Dockerfile; what makes it none is told as such. */
function read(text: string, buildArguments: Readonly<Record<string, string>> = {}): readonly string[] {
  try {
    return parseDockerfile(text, { file: 'Dockerfile', buildArguments, target: null }).baseReferences;
  } catch (thrown) {
    if (thrown instanceof HarnessError && /^BAD_/.test(thrown.code)) return [];
    throw thrown;
  }
}

describe('a Dockerfile of a stranger', () => {
  it('is read, or refused with a reason, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(...DOCKERFILE_FRAGMENTS))),
        (made) => {
          const text = typeof made === 'string' ? made : made.join('');
          read(text);
          read(`FROM a\n${text}`);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['FROM a\n', ['ENV a=$b c=d\n']],
    ['FROM a\nRUN a \\\n', ['\n']],
    ['', ['##']],
    ['', ['FROM a\n', '#', '\\\n']],
    ['', ['# syntax=', 'ARG ', ' ']],
  ])('is read in a time that grows with its length: %j, and then %j again and again', (first, fragments) => {
    const textOf = (length: number): string => first + repeated(fragments, length);
    expect(growsLinearly(4_000, textOf, (text) => void read(text))).toBe(true);
  });

  it.each([
    ['FROM a AS __proto__\nFROM __proto__\nCOPY --from=__proto__ /a /b\n', ['a']],
    ['FROM a AS constructor\nFROM constructor\n', ['a']],
    [`ARG constructor\nFROM a:\${constructor:-1}\n`, ['a:1']],
    ['ARG __proto__=2\nFROM a:$__proto__\n', ['a:2']],
    [`FROM a:\${toString:-3}\n`, ['a:3']],
  ])('may use what every object has as a name: %j', (text, bases) => {
    expect(read(text)).toEqual(bases);
  });

  it.each([
    [
      `FROM ${'${a:-'.repeat(6_000)}x${'}'.repeat(6_000)}\n`,
      'Dockerfile:1: its variables are nested deeper than 100 levels',
    ],
    [
      `ARG A0=aaaaaaaaaa\n${Array.from({ length: 40 }, (_, at) => `ARG A${at + 1}=$A${at}$A${at}`).join('\n')}\nFROM $A40\n`,
      'its variables take too many steps to expand',
    ],
    [`FROM a\nRUN ${'x'.repeat(2_000_000)}\n`, 'Dockerfile is longer than 262,144 characters'],
    [`# ${'a=b '.repeat(5_000)}\nFROM a\n`, 'Dockerfile has a comment that is longer than 10,000 characters'],
    ['FROM a\n# b\n'.repeat(2_000), 'Dockerfile has 2,000 stages and 2,000 comments'],
    [`FROM a\n${'USER 1\n'.repeat(20_000)}`, 'Dockerfile has more than 10,000 instructions'],
  ])('is refused where it is made to exhaust its reader: %#', (text, message) => {
    expect(() => parseDockerfile(text, { file: 'Dockerfile', buildArguments: {}, target: null })).toThrow(message);
  });
});
