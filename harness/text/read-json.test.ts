import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldText, readJson } from './read-json.ts';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe('reading JSON with its lines', () => {
  it('reads what JSON.parse reads, and refuses what it refuses, but for a key that occurs twice', () => {
    const cut = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 3 })).map(([text, at, inserted]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + inserted + text.slice(place);
    });
    fc.assert(
      fc.property(fc.oneof(fc.json(), cut, fc.string()), (text) => {
        const reading = readJson(text);
        if (reading.kind === 'json') expect(reading.value).toEqual(parsed(text));
        else if (!reading.problem.endsWith('occurs twice')) expect(parsed(text)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  it('knows the line of each field', () => {
    const reading = readJson('{\n  "cases": {\n    "a/Dockerfile": { "sets":\n [ "none" ] } } }');
    const lines = reading.kind === 'json' ? Object.fromEntries(reading.lines) : {};
    expect(lines).toEqual({
      '': 1,
      cases: 2,
      'cases["a/Dockerfile"]': 3,
      'cases["a/Dockerfile"].sets': 4,
      'cases["a/Dockerfile"].sets[0]': 4,
    });
  });

  it.each([
    ['{\n  "a": 1,\n  "a": 2\n}', { line: 3, column: 3, problem: 'a occurs twice' }],
    ['{\n  "a": 1\n  "b": 2\n}', { line: 3, column: 3, problem: 'comma expected' }],
    ['{ "a": [1, ] }', { line: 1, column: 12, problem: 'value expected' }],
    ['{ "a": 1, }', { line: 1, column: 11, problem: 'property name expected' }],
    ['{ "a": 1 } }', { line: 1, column: 12, problem: 'end of file expected' }],
    ['', { line: 1, column: 1, problem: 'value expected' }],
    ['['.repeat(100_000), { line: 1, column: 1, problem: 'it is nested too deeply' }],
  ])('tells where %j is none', (text, place) => {
    expect(readJson(text)).toEqual({ kind: 'broken', ...place });
  });

  it('escapes in a path what could deceive whoever reads it', () => {
    expect(fieldText(['cases', 'a\u001b[2J"', 0])).toBe('cases["a\\u001b[2J\\""][0]');
  });
});
