import type { ResolvedName, UnresolvedName, Written } from '../../model/written.ts';
import type { Replacement } from '../../substitution/substitute.ts';

/** What a variable stands for; undefined where nothing gives it a value. */
export type VariableValue = (name: string) => Extract<Replacement, { kind: 'text' }> | undefined;

/** How deep defaults may have variables in them. */
const DEEPEST = 20;

/**
 * Puts the values of variables into a text, as compose does: `$NAME`, `${NAME}`, `${NAME:-default}` and its kin, also with variables
 * in the default; `$$` is a dollar. Compose takes a variable without a value for an empty text; here it is asked for.
 */
export function interpolate(written: Written, lookUp: VariableValue): Written {
  const found: Found = { resolved: [...written.resolved], unresolved: [...written.unresolved] };
  const value = interpolated(written.value, { lookUp, found, written, depth: 0 });
  return { ...written, value, ...found };
}

interface Found {
  readonly resolved: ResolvedName[];
  readonly unresolved: UnresolvedName[];
}

interface Interpolation {
  readonly lookUp: VariableValue;
  readonly found: Found;
  readonly written: Written;
  readonly depth: number;
}

const PLAIN = /^\$([A-Za-z_]\w*)/;
const BRACED = /^\$\{([A-Za-z_]\w*)(:?[-?+])?/;

function interpolated(text: string, told: Interpolation): string {
  let result = '';
  let rest = text;
  while (rest !== '') {
    const dollar = rest.indexOf('$');
    if (dollar < 0) return result + rest;
    result += rest.slice(0, dollar);
    rest = rest.slice(dollar);
    const { value, length } = reference(rest, told);
    result += value;
    rest = rest.slice(length);
  }
  return result;
}

/** What stands for the reference at the beginning of a text, and how long it is. */
function reference(text: string, told: Interpolation): { readonly value: string; readonly length: number } {
  if (text.startsWith('$$')) return { value: '$', length: 2 };
  const [plain, plainName] = PLAIN.exec(text) ?? [];
  if (plain !== undefined && plainName !== undefined) {
    return { value: valueFor({ name: plainName, whole: plain }, told), length: plain.length };
  }
  const [head, name, operator] = BRACED.exec(text) ?? [];
  const end = closing(text);
  if (head === undefined || name === undefined || end === undefined) return { value: '$', length: 1 };
  const whole = text.slice(0, end + 1);
  return { value: valueFor({ name, whole, operator, word: text.slice(head.length, end) }, told), length: whole.length };
}

/** The index of the brace that closes the one at the beginning. */
function closing(text: string): number | undefined {
  let depth = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return index;
  }
  return undefined;
}

function valueFor(
  {
    name,
    whole,
    operator = '',
    word = '',
  }: { readonly name: string; readonly whole: string; readonly operator?: string | undefined; readonly word?: string },
  told: Interpolation,
): string {
  const { lookUp, found, written, depth } = told;
  const value = lookUp(name);
  const isSet = value !== undefined && !(operator.startsWith(':') && value.value.value === '');
  const other = (): string => (depth < DEEPEST ? interpolated(word, { ...told, depth: depth + 1 }) : word);
  if (operator.endsWith('+')) return isSet ? other() : '';
  if (isSet) {
    found.resolved.push({ name, value: value.value.value, from: value.from });
    return value.value.value;
  }
  if (operator.endsWith('-')) {
    const standard = other();
    found.resolved.push({ name, value: standard, from: { kind: 'written', place: written.place } });
    return standard;
  }
  found.unresolved.push({ name, reference: whole, place: written.place });
  return whole;
}
