/** A value that is written: text as it is to stand there, a list of such, or a map. */
export type NewValue = string | readonly string[] | { readonly [key: string]: NewValue };

/** How values are written in brackets. */
export interface FlowStyle {
  /** Whether names and texts stand in double quotes, as in JSON. */
  readonly isQuoted: boolean;
}

/** A value on one line: `{ drop: [ALL], add: [CHOWN] }`. */
export function flowText(value: NewValue, style: FlowStyle): string {
  if (typeof value === 'string') return flowWord(value, style);
  if (isList(value)) return `[${value.map((one) => flowWord(one, style)).join(', ')}]`;
  const entries = Object.entries(value).map(([key, one]) => `${flowWord(key, style)}: ${flowText(one, style)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** An entry of a map in lines, without the indentation of the first level. Lists stand in brackets. */
export function blockLines(key: string, value: NewValue, step: number): string[] {
  if (typeof value === 'string' || isList(value)) return [`${key}: ${flowText(value, { isQuoted: false })}`];
  const below = Object.entries(value).flatMap(([name, one]) => blockLines(name, one, step));
  return [`${key}:`, ...below.map((line) => `${' '.repeat(step)}${line}`)];
}

function flowWord(word: string, { isQuoted }: FlowStyle): string {
  return isQuoted && word !== 'true' && word !== 'false' ? JSON.stringify(word) : word;
}

function isList(value: NewValue): value is readonly string[] {
  return Array.isArray(value);
}
