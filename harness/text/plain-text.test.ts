import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeLines, safeText, withoutCommands } from './plain-text.ts';

describe('text of a stranger', () => {
  it('is escaped on each of its lines as a line alone is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (lines) => {
        const text = lines.join('\n');
        expect(safeLines(text)).toBe(text.split('\n').map(safeText).join('\n'));
      }),
    );
  });
});

describe('a text for a log', () => {
  /** Whether a runner of GitHub Actions or an agent of Azure Pipelines would take a line of it for a command. */
  const isCommand = (text: string): boolean =>
    text.split('\n').some((line) => line.trimStart().startsWith('::') || /##(vso)?\[/i.test(line));

  it.each([
    ['::error::no', '\\u003a:error::no'],
    ['table\n  ::add-mask::a\n', 'table\n  \\u003a:add-mask::a\n'],
    ['  chown: ##[group]x ##vso[task.complete]', '  chown: #\\u0023[group]x #\\u0023vso[task.complete]'],
    ['###[x]', '##\\u0023[x]'],
  ])('%j holds no command', (text, shown) => {
    expect(isCommand(text)).toBe(true);
    expect(withoutCommands(text)).toBe(shown);
  });

  it.each(['std::string is not found', 'a line with :: in it', '# [title]', '## Heading [link]'])(
    '%j is left as it is',
    (text) => expect(withoutCommands(text)).toBe(text),
  );

  it('never holds a command, and is the same JSON as before', () => {
    const unit = fc.constantFrom(':', '#', '[', ' ', '\t', '\n', 'vso', 'VSO', 'a', '\u00a0');
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        expect(isCommand(withoutCommands(text))).toBe(false);
        const json = JSON.stringify({ [text]: [text] }, null, 2);
        expect(isCommand(withoutCommands(json))).toBe(false);
        expect(JSON.parse(withoutCommands(json))).toEqual({ [text]: [text] });
      }),
    );
  });
});
