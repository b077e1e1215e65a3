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
      if (value.length * replacement.length > LONGEST_REPLACED) return undefined;
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

/** The most characters that replacing may make. */
const LONGEST_REPLACED = 1_000_000;

/** `${X#pattern}`: the shortest or longest beginning or end that fits goes. */
function removed(value: string, operator: '#' | '##' | '%' | '%%', pattern: string): string | undefined {
  const atStart = operator.startsWith('#');
  const fitting = atStart ? fittingLengths(value, pattern) : fittingLengths(reversed(value), reversed(pattern));
  const length = operator.length === 1 ? fitting?.[0] : fitting?.at(-1);
  if (fitting === undefined || length === undefined) return fitting === undefined ? undefined : value;
  return atStart ? value.slice(length) : value.slice(0, value.length - length);
}

function reversed(text: string): string {
  return text.split('').reverse().join('');
}

/** How often a character of a text is held against one of a pattern. */
const MOST_COMPARED = 100_000;

/** The lengths at which a beginning of a text fits a pattern of `*`, `?` and plain characters; undefined for other patterns. */
function fittingLengths(text: string, pattern: string): number[] | undefined {
  if (/[[\\(]/.test(pattern) || text.length * pattern.length > MOST_COMPARED) return undefined;
  const signs = pattern.split('');
  // The places of the pattern that may be reached after so many characters of the text.
  let reached = withStars(new Set([0]), signs);
  const lengths: number[] = [];
  for (let length = 0; length <= text.length; length += 1) {
    if (reached.has(signs.length)) lengths.push(length);
    const next = new Set<number>();
    for (const place of reached) {
      const sign = signs[place];
      if (sign === '*') next.add(place);
      else if (sign === '?' || (sign !== undefined && sign === text[length])) next.add(place + 1);
    }
    reached = withStars(next, signs);
  }
  return lengths;
}

/** A star may stand for nothing. */
function withStars(places: Set<number>, signs: readonly string[]): Set<number> {
  for (const place of places) if (signs[place] === '*') places.add(place + 1);
  return places;
}
