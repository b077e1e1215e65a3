import type { ParameterOperation, Word } from 'unbash';
import type { Origin, Place } from '../model/stated.ts';
import { rewritten, type Written } from '../model/written.ts';
import type { HeldValue } from './shell-state.ts';

/** A variable that holds a text. */
type HeldText = Extract<HeldValue, { kind: 'text' }>;

/** What an operation needs to know of its place. */
interface Operand {
  readonly name: string;
  readonly place: Place;
  readonly expand: (word: Word) => Written;
}

/** What `${NAME…}` makes of a variable; undefined where only running the script tells. */
export function applyOperation(
  operation: ParameterOperation,
  held: HeldValue | undefined,
  operand: Operand,
): HeldText | undefined {
  if (operation.type === 'Default') return withDefault(operation, held, operand);
  if (held?.kind !== 'text' || held.value.unresolved.length > 0) return undefined;
  const value = held.value.value;
  const changed = changedText(operation, value, (word) => operand.expand(word).value);
  return changed === undefined ? undefined : { ...held, value: rewritten(held.value, changed) };
}

/** `${X:-word}` and its kin. A variable that nobody sets counts as unset. */
function withDefault(
  { operator, operand: word }: Extract<ParameterOperation, { type: 'Default' }>,
  held: HeldValue | undefined,
  { name, place, expand }: Operand,
): HeldText | undefined {
  if (held?.kind === 'computed' || held?.kind === 'list') return undefined;
  const isSet = held !== undefined && !(operator.startsWith(':') && held.value.value === '');
  if (operator.endsWith('+')) {
    const from: Origin = { kind: 'assumed', because: `nothing in the manifest sets ${name}` };
    return isSet
      ? { kind: 'text', value: expand(word), from: { kind: 'written', place } }
      : { kind: 'text', value: { value: '', place, resolved: [], unresolved: [] }, from };
  }
  if (isSet) return held;
  return operator.endsWith('?') ? undefined : { kind: 'text', value: expand(word), from: { kind: 'written', place } };
}

function changedText(operation: ParameterOperation, value: string, expand: (word: Word) => string): string | undefined {
  switch (operation.type) {
    case 'Remove':
      return removed(value, operation.operator, expand(operation.operand));
    case 'Replace': {
      const pattern = expand(operation.pattern);
      if (operation.operator.length > 1 && operation.operator !== '//') return undefined;
      if (/[*?[\\]/.test(pattern) || pattern === '') return undefined;
      const replacement = expand(operation.replacement);
      return operation.operator === '//'
        ? value.replaceAll(pattern, () => replacement)
        : value.replace(pattern, () => replacement);
    }
    case 'Slice': {
      const [offset, length] = [operation.offset, operation.length].map((word) =>
        word === undefined ? undefined : Number(expand(word).trim()),
      );
      if (!Number.isInteger(offset) || (length !== undefined && !(length >= 0))) return undefined;
      return value.slice(offset, length === undefined ? undefined : (offset ?? 0) + length);
    }
    case 'CaseModification':
      if (operation.operand !== undefined) return undefined;
      if (operation.operator === '^^') return value.toUpperCase();
      return operation.operator === ',,' ? value.toLowerCase() : undefined;
    default:
      return undefined;
  }
}

/** `${X#pattern}`: the shortest or longest beginning or end that fits goes. */
function removed(value: string, operator: '#' | '##' | '%' | '%%', pattern: string): string | undefined {
  const fits = globTest(pattern);
  if (fits === undefined) return undefined;
  const lengths = [...Array(value.length + 1).keys()];
  const atStart = operator.startsWith('#');
  const candidates = operator.length === 1 ? lengths : lengths.toReversed();
  for (const length of candidates) {
    const part = atStart ? value.slice(0, length) : value.slice(value.length - length);
    if (fits(part)) return atStart ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}

/** The longest text that is held against a pattern: the time grows with its square. */
const LONGEST = 2_000;

/** Whether a text fits a pattern of `*`, `?` and plain characters; undefined for others. */
function globTest(pattern: string): ((text: string) => boolean) | undefined {
  if (/[[\\(]/.test(pattern) || (pattern.match(/\*+/g) ?? []).length > 2) return undefined;
  const source = pattern
    .split(/(\*+|\?)/)
    .map((part) =>
      part.startsWith('*') ? '[\\s\\S]*' : part === '?' ? '[\\s\\S]' : part.replace(/[.+^${}()|\]\\/-]/g, '\\$&'),
    )
    .join('');
  const expression = new RegExp(`^${source}$`);
  return (text) => text.length <= LONGEST && expression.test(text);
}
