import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellCommands } from './shell-commands.ts';

/** Each command with what was told of it: `!` swallowed, `?` fallback, `&` in the background. */
function read(script: string): string[] {
  return shellCommands(script).map(({ program, arguments: given, swallowed, isFallback, inBackground }) => {
    const marks = [swallowed && '!', isFallback && '?', inBackground && '&'].filter(Boolean).join('');
    return `${marks}${[program, ...given].join(' ')}`;
  });
}

describe('the commands of a script', () => {
  it.each([
    ['a && b', ['a', 'b']],
    ['a || true', ['!a', '?true']],
    ['a && b || c', ['!a', '!b', '?c']],
    ['a || exit 1', ['a', '?exit 1']],
    ['a || { echo no; exit 1; }', ['a', '!?echo no', '?exit 1']],
    ['a; b', ['!a', 'b']],
    ['set -eux; a; b', ['set -eux', 'a', 'b']],
    ['a | b', ['!a', 'b']],
    ['{ a && b; } || c', ['!a', '!b', '?c']],
    ['a && { b || c; } > /file 2>&1 && d', ['a', '!b', '?c', 'd']],
    ['( a; b ) && c', ['!a', 'b', 'c']],
    ['sleep 300 > /dev/null 2>&1 &', ['&sleep 300']],
    ['if a; then b; fi', ['!a', 'b']],
    ['A=1 B="2 3" /usr/bin/env C=4 /sbin/a --x="y z"', ['a --x=y z']],
    ['echo "a && b" \'c || d\' e\\&f', ['echo a && b c || d e&f']],
    ['echo $\u007bx:-y} $(id -u) a{b,c}', ['echo $\u007bx:-y} $(id -u) a{b,c}']],
    ["su app -c 'a && b' || sudo -E c d", ['!su app -c a && b', '!a', '!b', '?sudo -E c d', '?c d']],
    ['sh -c "chown 1:1 /x"', ['sh -c chown 1:1 /x', 'chown 1:1 /x']],
    ['<<EOF\na\nb\nEOF', ['!a', '!b', 'EOF']],
    ['# a', []],
  ])('are read from %j', (script, commands) => {
    expect(read(script)).toEqual(commands);
  });

  it('are read from any text, in time that grows with it and not faster', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (script) => Array.isArray(shellCommands(script))));
    const pieces = fc.constantFrom(
      'a',
      ' ',
      '&&',
      '||',
      '(',
      '{',
      ')',
      '}',
      ';',
      "'",
      '"',
      '\\',
      '$(',
      '|',
      '&',
      '\n',
      '<<',
    );
    fc.assert(fc.property(fc.array(pieces), (parts) => Array.isArray(shellCommands(parts.join('')))));
    for (const unit of ['(', '{ ', '&&', '"', "'", '\\', 'a || ', '$(', '>']) shellCommands(unit.repeat(50_000));
  });
});
