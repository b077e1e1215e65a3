import { isMap, type Json, listIn, textIn, valueIn } from '../model/judged-pod.ts';
import { isLike } from '../model/match.ts';
import { meetsText } from './compare.ts';
import { type KyvernoContext, substitute } from './substitute.ts';

/** Whether conditions hold, or why that is not known here, in a sentence. */
export type ConditionResult = boolean | { readonly because: string };

/** Whether `any` and `all` of a condition block hold; a plain list of conditions is `all`. */
export function conditionsHold(block: Json | undefined, context: KyvernoContext): ConditionResult {
  if (block === undefined || block === null) return true;
  if (Array.isArray(block)) {
    const isBlocks = block.some((one: Json) => isMap(one) && ('any' in one || 'all' in one));
    return every(block.map((one: Json) => (isBlocks ? conditionsHold(one, context) : conditionHolds(one, context))));
  }
  const any = valueIn(block, 'any');
  const all = every(listIn(block, 'all').map((one) => conditionHolds(one, context)));
  if (any === undefined) return all;
  return every([some(listIn(block, 'any').map((one) => conditionHolds(one, context))), all]);
}

function conditionHolds(condition: Json, context: KyvernoContext): ConditionResult {
  const key = substitute(valueIn(condition, 'key') ?? null, context);
  if ('because' in key) return key;
  const value = substitute(valueIn(condition, 'value') ?? null, context);
  if ('because' in value) return value;
  return holds(key.value, textIn(condition, 'operator') ?? '', value.value);
}

function holds(key: Json, operator: string, value: Json): ConditionResult {
  switch (operator.toLowerCase()) {
    case 'equal':
    case 'equals':
      return equals(key, value);
    case 'notequal':
    case 'notequals':
      return negated(equals(key, value));
    case 'anyin':
      return within(key, value, (keys, has) => keys.some(has));
    case 'allin':
      return within(key, value, (keys, has) => keys.every(has));
    case 'anynotin':
      return within(key, value, (keys, has) => keys.some((one) => !has(one)));
    case 'allnotin':
      return within(key, value, (keys, has) => keys.every((one) => !has(one)));
    case 'in':
    case 'notin':
      if (Array.isArray(key)) return { because: `The operator ${operator} with a list is not read here.` };
      return within(key, value, (keys, has) => keys.some(has) === (operator.toLowerCase() === 'in'));
    case 'greaterthan':
      return numeric(key, '>', value);
    case 'greaterthanorequals':
      return numeric(key, '>=', value);
    case 'lessthan':
      return numeric(key, '<', value);
    case 'lessthanorequals':
      return numeric(key, '<=', value);
    default:
      return { because: `The operator ${operator} is not read here.` };
  }
}

function equals(key: Json, value: Json): ConditionResult {
  if (typeof key === 'string' && typeof value === 'string') return isLike(key, value);
  if (typeof key === 'object' || typeof value === 'object') return { because: 'Lists and maps are not compared here.' };
  return key === value;
}

/** `5000-6000` */
const RANGE = /^\d+-\d+$/;

/** Names are compared with wildcards on both sides. */
function within(
  key: Json,
  value: Json,
  decide: (keys: readonly string[], has: (one: string) => boolean) => boolean,
): ConditionResult {
  const keys = textsOf(key);
  if (keys !== undefined && typeof value === 'string' && RANGE.test(value)) {
    // A range holds numbers; what else it may hold is not read here.
    if (keys.every((one) => /^\d+$/.test(one))) return decide(keys, (one) => meetsText(Number(one), value) === true);
    return { because: `The range ${value} is not read here.` };
  }
  const values = typeof value === 'string' ? listInText(value) : textsOf(value);
  if (keys === undefined || values === undefined) return { because: 'A condition compares what is no list of names.' };
  return decide(keys, (one) => values.some((other) => isLike(one, other) || isLike(other, one)));
}

/** A text may hold a list in JSON. */
function listInText(text: string): string[] | undefined {
  if (/^-?\d+!?-/.test(text)) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((one) => typeof one === 'string') ? parsed : undefined;
  } catch {
    return [text];
  }
}

function textsOf(value: Json): string[] | undefined {
  const values: readonly Json[] = Array.isArray(value) ? value : [value];
  return values.some((one) => typeof one === 'object') ? undefined : values.map(String);
}

function numeric(key: Json, operator: string, value: Json): ConditionResult {
  const wanted = Number(value);
  if (typeof key === 'object' || Number.isNaN(Number(key)) || typeof value === 'object' || Number.isNaN(wanted)) {
    return { because: 'A condition compares what is no number.' };
  }
  const met = meetsText(Number(key), `${operator}${wanted}`);
  return met === 'not-judged' ? { because: 'A condition compares what is no number.' } : met;
}

function negated(result: ConditionResult): ConditionResult {
  return typeof result === 'boolean' ? !result : result;
}

function every(results: readonly ConditionResult[]): ConditionResult {
  if (results.includes(false)) return false;
  return results.find((one) => typeof one === 'object') ?? true;
}

function some(results: readonly ConditionResult[]): ConditionResult {
  if (results.includes(true)) return true;
  return results.find((one) => typeof one === 'object') ?? false;
}
