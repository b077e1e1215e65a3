/** The value of a variable, undefined if it is not set. */
export type VariableLookup = (name: string) => string | undefined;

/** Splits a Dockerfile instruction's arguments at blanks that are not quoted. Quotes stay. */
export function splitWords(text: string): string[] {
  return text.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'\\]|["'\\])+/gs) ?? [];
}

/** Replaces the variables of one word and removes its quotes, as Dockerfiles do: `${VERSION:-1}`, `$NAME`, `'$literal'`. */
export function expandVariables(word: string, lookup: VariableLookup, escapeCharacter = '\\'): string {
  let expanded = '';
  let inDoubleQuotes = false;
  for (let at = 0; at < word.length; ) {
    const character = word.charAt(at);
    const singleQuoted = inDoubleQuotes ? null : /^'([^']*)'/.exec(word.slice(at));
    if (singleQuoted !== null) {
      expanded += singleQuoted[1] ?? '';
      at += singleQuoted[0].length;
    } else if (character === '"') {
      inDoubleQuotes = !inDoubleQuotes;
      at += 1;
    } else if (character === escapeCharacter && at + 1 < word.length) {
      expanded += word.charAt(at + 1);
      at += 2;
    } else {
      const variable = character === '$' ? variableAt(word, at) : undefined;
      expanded += variable === undefined ? character : substituted(variable, lookup);
      at = variable?.end ?? at + 1;
    }
  }
  return expanded;
}

interface Variable {
  readonly name: string;
  /** What follows the name inside braces: `:-default`. */
  readonly modifier: string;
  /** Index after the variable. */
  readonly end: number;
}

function variableAt(word: string, start: number): Variable | undefined {
  const plain = /^\$([A-Za-z_]\w*)/.exec(word.slice(start));
  if (plain !== null) return { name: plain[1] ?? '', modifier: '', end: start + plain[0].length };
  const braced = /^\$\{([A-Za-z_]\w*)/.exec(word.slice(start));
  if (braced === null) return undefined;
  const nameEnd = start + braced[0].length;
  const close = closingBrace(word, nameEnd);
  return close === -1 ? undefined : { name: braced[1] ?? '', modifier: word.slice(nameEnd, close), end: close + 1 };
}

function closingBrace(word: string, from: number): number {
  let depth = 1;
  for (let at = from; at < word.length; at += 1) {
    if (word.charAt(at) === '{') depth += 1;
    if (word.charAt(at) === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

function substituted({ name, modifier }: Variable, lookup: VariableLookup): string {
  const value = lookup(name);
  const [, operator = '', rest = ''] = /^(:?[-+?]|##?|%%?|\/\/?)?(.*)$/s.exec(modifier) ?? [];
  const argument = (): string => expandVariables(rest, lookup);
  const isSet = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  switch (operator) {
    case ':-':
    case '-':
      return isSet ? (value ?? '') : argument();
    case ':+':
    case '+':
      return isSet ? argument() : '';
    case '#':
    case '##':
      return removePrefix(value ?? '', argument(), operator === '##');
    case '%':
    case '%%':
      return removeSuffix(value ?? '', argument(), operator === '%%');
    case '/':
    case '//':
      return replacePattern(value ?? '', argument(), operator === '//');
    default:
      return value ?? '';
  }
}

function removePrefix(value: string, pattern: string, longest: boolean): string {
  const ends = Array.from({ length: value.length + 1 }, (_, end) => end);
  const match = new RegExp(`^${globSource(pattern)}$`, 's');
  const end = (longest ? ends.reverse() : ends).find((candidate) => match.test(value.slice(0, candidate)));
  return value.slice(end ?? 0);
}

function removeSuffix(value: string, pattern: string, longest: boolean): string {
  const starts = Array.from({ length: value.length + 1 }, (_, start) => start);
  const match = new RegExp(`^${globSource(pattern)}$`, 's');
  const start = (longest ? starts : starts.reverse()).find((candidate) => match.test(value.slice(candidate)));
  return value.slice(0, start ?? value.length);
}

function replacePattern(value: string, argument: string, all: boolean): string {
  const slash = argument.indexOf('/');
  const pattern = slash === -1 ? argument : argument.slice(0, slash);
  const replacement = slash === -1 ? '' : argument.slice(slash + 1);
  if (pattern === '') return value;
  return value.replace(new RegExp(globSource(pattern), all ? 'gs' : 's'), () => replacement);
}

function globSource(pattern: string): string {
  return pattern.replace(/[\\^$.*+?()[\]{}|]/g, (special) => {
    if (special === '*') return '.*';
    return special === '?' ? '.' : `\\${special}`;
  });
}
