import type { Json } from '../model/judged-pod.ts';
import { isLike } from '../model/match.ts';

/** Whether a value of a pod meets a text of a pattern: `>0`, `RuntimeDefault | Localhost`, `!latest`, `1-5`. */
export function meetsText(value: Json, pattern: string): boolean | 'not-judged' {
  if (value === pattern) return true;
  return someOf(
    pattern.split('|').map((part) => everyOf(part.split('&').map((one) => meetsCondition(value, one.trim())))),
  );
}

function meetsCondition(value: Json, condition: string): boolean | 'not-judged' {
  const range = /^(-?\d+(?:\.\d+)?)(!?)-(-?\d+(?:\.\d+)?)$/.exec(condition);
  if (range !== null) {
    const [, low = '', not, high = ''] = range;
    const number = numberOf(value);
    if (number === undefined) return false;
    return (number >= Number(low) && number <= Number(high)) !== (not === '!');
  }
  const [, operator = '', text = ''] = /^(>=|<=|>|<|!)?\s*(.*)$/s.exec(condition) ?? [];
  if (IS_DURATION.test(text)) return 'not-judged';
  if (NUMBER.test(text) && numberOf(value) !== undefined)
    return compareNumbers(numberOf(value) ?? 0, operator, Number(text));
  if (IS_QUANTITY.test(text)) return 'not-judged';
  if (operator !== '' && operator !== '!') return false;
  if (value === null || typeof value === 'object') return false;
  return isLike(String(value), text) !== (operator === '!');
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** Kyverno takes a field that is not there for 0 where a number is asked for. */
function numberOf(value: Json): number | undefined {
  if (value === null) return 0;
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined;
}

/** `10s`, `100Mi`: no field that matters to a build has one. */
const IS_DURATION = /^[+-]?(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/;
const IS_QUANTITY = /^[+-]?\d+(?:\.\d+)?(?:[numkMGTPE]|[KMGTPE]i)$/;

function compareNumbers(value: number, operator: string, wanted: number): boolean {
  switch (operator) {
    case '>':
      return value > wanted;
    case '>=':
      return value >= wanted;
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    case '!':
      return value !== wanted;
    default:
      return value === wanted;
  }
}

function everyOf(results: readonly (boolean | 'not-judged')[]): boolean | 'not-judged' {
  if (results.includes(false)) return false;
  return results.includes('not-judged') ? 'not-judged' : true;
}

function someOf(results: readonly (boolean | 'not-judged')[]): boolean | 'not-judged' {
  if (results.includes(true)) return true;
  return results.includes('not-judged') ? 'not-judged' : false;
}
