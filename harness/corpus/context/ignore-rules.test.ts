import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growsLinearly } from '../../testing/growth.ts';
import { parseIgnoreRules } from './ignore-rules.ts';

const PATHS = [
  'a',
  'a.txt',
  'A.TXT',
  'b',
  'b/a',
  'b/a.txt',
  'b/c/a.txt',
  'b/c/d',
  'c++',
  'c++/x',
  'e(1)',
  '[x]',
  'constructor',
];

function ignoredBy(rules: string): string[] {
  const { ignores } = parseIgnoreRules(rules);
  return PATHS.filter((path) => ignores(path));
}

describe('parseIgnoreRules', () => {
  it.each([
    ['a', ['a']],
    ['a.txt', ['a.txt']],
    ['/a.txt', ['a.txt']],
    ['./b/../a.txt', ['a.txt']],
    ['*.txt', ['a.txt']],
    ['**/*.txt', ['a.txt', 'b/a.txt', 'b/c/a.txt']],
    ['**/a', ['a', 'b/a']],
    ['*/a.txt', ['b/a.txt']],
    ['b/', ['b', 'b/a', 'b/a.txt', 'b/c/a.txt', 'b/c/d']],
    ['b/**', ['b/a', 'b/a.txt', 'b/c/a.txt', 'b/c/d']],
    ['b/**/a.txt', ['b/a.txt', 'b/c/a.txt']],
    ['**txt', ['a.txt', 'b/a.txt', 'b/c/a.txt']],
    ['?', ['a', 'b', 'b/a', 'b/a.txt', 'b/c/a.txt', 'b/c/d']],
    ['[a-a]', ['a']],
    ['[^b]', ['a']],
    ['c++', ['c++', 'c++/x']],
    ['e(1)', ['e(1)']],
    ['\\[x\\]', ['[x]']],
    ['constructor', ['constructor']],
    ['# a', []],
    ['', []],
    ['.', []],
    ['**', PATHS],
  ])('takes %j as Docker does', (rules, expected) => {
    expect(ignoredBy(rules)).toEqual(expected);
  });

  it('takes a time that grows with the pattern, whatever the pattern is', { timeout: 120_000 }, () => {
    const path = 'a'.repeat(250);
    for (const part of ['*a', '**/a', '?*', '[a-z]*', '**a*']) {
      const rules = (length: number): string =>
        Array(8)
          .fill(`${part.repeat(Math.floor(length / part.length))}b`)
          .join('\n');
      expect(growsLinearly(500, rules, (text) => void parseIgnoreRules(text).ignores(path))).toBe(true);
    }
  });

  it('reads any text or refuses it with a reason, and then any path', () => {
    const text = fc.string({
      unit: fc.constantFrom('*', '?', '[', ']', '^', '-', '\\', '/', '!', '#', '.', 'a', 'é', '\n', ' ', '{', '('),
    });
    fc.assert(
      fc.property(text, text, (rules, path) => {
        try {
          expect(typeof parseIgnoreRules(rules).ignores(path)).toBe('boolean');
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'BAD_IGNORE_FILE' });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('lets the last matching rule win', () => {
    expect(ignoredBy('b\n!b/c\nb/c/d')).toEqual(['b', 'b/a', 'b/a.txt', 'b/c/d']);
    expect(ignoredBy('*\n! a.txt ')).toEqual(PATHS.filter((path) => path !== 'a.txt'));
    expect(ignoredBy('!a\na')).toEqual(['a']);
  });

  it('reads files of Windows with a byte order mark', () => {
    expect(ignoredBy('\uFEFFa\r\nb/a\r\n')).toEqual(['a', 'b/a']);
  });

  it('knows what may be kept below an ignored directory', () => {
    const { mayKeepBelow } = parseIgnoreRules('*\n!b/c/d');
    expect(['b', 'b/c', 'b/x', 'bb'].map(mayKeepBelow)).toEqual([true, true, false, false]);
    expect(parseIgnoreRules('*\n!**/*.txt').mayKeepBelow('anything')).toBe(true);
    expect(parseIgnoreRules('*').mayKeepBelow('b')).toBe(false);
  });

  it.each([
    ['!', 'nothing follows the "!"'],
    ['a\n[', '"[" is not closed'],
    ['[z-a]', 'invalid character class range'],
    [`${'*a'.repeat(3_000)}`, 'it is too long'],
  ])('refuses %j and names the line', (rules, reason) => {
    const line = rules.split('\n').length;
    expect(() => parseIgnoreRules(rules, 'app/.dockerignore')).toThrow(reason);
    expect(() => parseIgnoreRules(rules, 'app/.dockerignore')).toThrow(
      expect.objectContaining({
        code: 'BAD_IGNORE_FILE',
        message: expect.stringContaining(`app/.dockerignore:${line}: malformed pattern`) as unknown,
      }),
    );
  });
});
