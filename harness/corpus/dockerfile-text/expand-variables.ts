import { type ExpansionBudget, expansionBudget } from './expansion-budget.ts';
import { type MatchLength, matchEnd } from './glob.ts';

/** The value of a variable, undefined if it is not set. */
export type VariableLookup = (name: string) => string | undefined;

/** Splits a Dockerfile instruction's arguments at blanks that are not quoted. Quotes stay. */
export function splitWords(text: string): string[] {
  return text.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'\\]|["'\\])+/gs) ?? [];
}

/** What decides how variables are replaced. */
export interface Expansion {
  readonly lookup: VariableLookup;
  /** @default a backslash */
  readonly escapeCharacter?: string | undefined;
  /** Shared by all words of a Dockerfile. @default one of its own */
  readonly budget?: ExpansionBudget | undefined;
}

/**
 * Replaces the variables of one word and removes its quotes, as Dockerfiles do: `${VERSION:-1}`, `$NAME`, `'$literal'`.
 *
 * @throws ExpansionLimit if that takes more than the budget has.
 */
export function expandVariables(
  word: string,
  { lookup, escapeCharacter = '\\', budget = expansionBudget() }: Expansion,
): string {
  return expanded(word, { lookup, escapeCharacter, budget, depth: 0 });
}

interface Expanding {
  readonly lookup: VariableLookup;
  readonly escapeCharacter: string;
  readonly budget: ExpansionBudget;
  readonly depth: number;
}

function expanded(word: string, within: Expanding): string {
  within.budget.enter(within.depth);
  within.budget.spend(word.length);
  const parts: string[] = [];
  let inDoubleQuotes = false;
  for (let at = 0; at < word.length; ) {
    const character = word.charAt(at);
    const closing = character === "'" && !inDoubleQuotes ? word.indexOf("'", at + 1) : -1;
    if (closing !== -1) {
      parts.push(word.slice(at + 1, closing));
      at = closing + 1;
    } else if (character === '"') {
      inDoubleQuotes = !inDoubleQuotes;
      at += 1;
    } else if (character === within.escapeCharacter && at + 1 < word.length) {
      parts.push(word.charAt(at + 1));
      at += 2;
    } else {
      const variable = character === '$' ? variableAt(word, at, within.budget) : undefined;
      parts.push(variable === undefined ? character : substituted(variable, within));
      at = variable?.end ?? at + 1;
    }
  }
  return parts.join('');
}

interface Variable {
  readonly name: string;
  /** What follows the name inside braces: `:-default`. */
  readonly modifier: string;
  /** Index after the variable. */
  readonly end: number;
}

const PLAIN = /\$([A-Za-z_]\w*)/y;
const BRACED = /\$\{([A-Za-z_]\w*)/y;

function variableAt(word: string, start: number, budget: ExpansionBudget): Variable | undefined {
  const plain = nameAt(PLAIN, word, start);
  if (plain !== undefined) return { name: plain, modifier: '', end: start + 1 + plain.length };
  const name = nameAt(BRACED, word, start);
  if (name === undefined) return undefined;
  const nameEnd = start + 2 + name.length;
  const close = closingBrace(word, nameEnd, budget);
  return close === -1 ? undefined : { name, modifier: word.slice(nameEnd, close), end: close + 1 };
}

function nameAt(form: RegExp, word: string, start: number): string | undefined {
  form.lastIndex = start;
  return form.exec(word)?.[1];
}

function closingBrace(word: string, from: number, budget: ExpansionBudget): number {
  let depth = 1;
  let at = from;
  while (at < word.length && depth > 0) {
    if (word.charAt(at) === '{') depth += 1;
    if (word.charAt(at) === '}') depth -= 1;
    at += 1;
  }
  budget.spend(at - from);
  return depth === 0 ? at - 1 : -1;
}

function substituted({ name, modifier }: Variable, within: Expanding): string {
  const value = within.lookup(name);
  within.budget.spend(value?.length ?? 0);
  const operator = /^(?::[-+?]|[-+?]|##?|%%?|\/\/?)/.exec(modifier)?.[0] ?? '';
  const argument = (): string => {
    const depth = within.depth + 1;
    return expanded(modifier.slice(operator.length), { ...within, escapeCharacter: '\\', depth });
  };
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
      return withoutPrefix(value ?? '', argument(), operator === '##' ? 'longest' : 'shortest', within.budget);
    case '%':
    case '%%':
      return withoutSuffix(value ?? '', argument(), operator === '%%' ? 'longest' : 'shortest', within.budget);
    case '/':
    case '//':
      return replaced(value ?? '', argument(), operator === '//', within.budget);
    default:
      return value ?? '';
  }
}

function withoutPrefix(value: string, pattern: string, length: MatchLength, budget: ExpansionBudget): string {
  return value.slice(matchEnd(pattern, value, { start: 0, length, budget }) ?? 0);
}

/** Both are turned round, and the suffix is a prefix. */
function withoutSuffix(value: string, pattern: string, length: MatchLength, budget: ExpansionBudget): string {
  const rest = withoutPrefix(backwards(value), backwards(pattern), length, budget);
  return backwards(rest);
}

/** By code units: what is turned round twice is as before. */
function backwards(text: string): string {
  return text.split('').reverse().join('');
}

function replaced(value: string, argument: string, all: boolean, budget: ExpansionBudget): string {
  const slash = argument.indexOf('/');
  const pattern = slash === -1 ? argument : argument.slice(0, slash);
  const replacement = slash === -1 ? '' : argument.slice(slash + 1);
  if (pattern === '') return value;
  const parts: string[] = [];
  let at = 0;
  do {
    const end = matchEnd(pattern, value, { start: at, length: 'longest', budget });
    budget.spend(replacement.length);
    parts.push(end === undefined ? value.charAt(at) : replacement);
    at = end ?? at + 1;
    if (end !== undefined && !all) break;
  } while (at < value.length);
  return parts.join('') + value.slice(at);
}
