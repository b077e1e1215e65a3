import { isMap, type Json, type JsonMap } from '../model/judged-pod.ts';
import { isLike } from '../model/match.ts';
import { meetsText } from './compare.ts';

/** What a pattern says to a value. `skips`: a condition in it does not hold, so that the pattern is not about the value. */
export type PatternResult =
  | { readonly kind: 'meets' }
  | { readonly kind: 'skips' }
  | { readonly kind: 'breaks'; readonly path: string }
  | { readonly kind: 'not-judged'; readonly because: string };

const MEETS: PatternResult = { kind: 'meets' };
const SKIPS: PatternResult = { kind: 'skips' };

const ANCHOR = /^([=X^<+]?)\((.+)\)$/;

/** Holds a value against a pattern of Kyverno, with the anchors `()`, `=()`, `X()`, `^()` and `<()`. */
export function matchPattern(value: Json, pattern: Json, path = ''): PatternResult {
  if (isMap(pattern)) return isMap(value) ? matchMap(value, pattern, path) : { kind: 'breaks', path };
  if (Array.isArray(pattern)) return Array.isArray(value) ? matchList(value, pattern, path) : { kind: 'breaks', path };
  const values: readonly Json[] = Array.isArray(value) ? value : [value];
  for (const one of values) {
    const met = meetsScalar(one, pattern);
    if (met === 'not-judged')
      return { kind: 'not-judged', because: `The pattern at ${path} is not read here: ${pattern}.` };
    if (!met) return { kind: 'breaks', path };
  }
  return MEETS;
}

function meetsScalar(value: Json, pattern: Json): boolean | 'not-judged' {
  if (typeof pattern === 'string') return meetsText(value, pattern);
  if (pattern === null) return value === null || value === 0 || value === '' || value === false;
  if (typeof pattern === 'number')
    return typeof value === 'object' ? false : value !== '' && Number(value) === pattern && typeof value !== 'boolean';
  return value === pattern;
}

/** Conditions first: where one does not hold, the rest is not asked. */
function matchMap(value: JsonMap, pattern: JsonMap, path: string): PatternResult {
  const entries = Object.entries(pattern).flatMap(([key, below]) => entriesFor(key, below ?? null, value));
  const anchored = entries.filter(
    ({ anchor }) => anchor === '' || anchor === '<' || anchor === '^' || anchor === 'X' || anchor === '=',
  );
  let skipped: PatternResult | undefined;
  for (const { anchor, key, below } of anchored) {
    const result = matchAnchor(anchor ?? '', { value, key, below }, `${path}/${key}`);
    if (result.kind === 'skips') skipped = result;
    else if (result.kind !== 'meets' && skipped === undefined) return result;
  }
  if (skipped !== undefined) return skipped;
  for (const { key, below } of entries.filter(({ anchor }) => anchor === null)) {
    const at = `${path}/${key}`;
    const result = below === '*' ? presence(value[key], at) : matchPattern(value[key] ?? null, below, at);
    if (result.kind !== 'meets') return result;
  }
  return MEETS;
}

interface PatternEntry {
  /** Null for none; the empty text for `()`. */
  readonly anchor: string | null;
  readonly key: string;
  readonly below: Json;
}

/** A key with wildcards, as in the annotations of a pod, stands for each key that is like it. */
function entriesFor(written: string, below: Json, value: JsonMap): PatternEntry[] {
  const [, anchor = null, name = written] = ANCHOR.exec(written) ?? [];
  if (anchor === '+') return [];
  if (!/[*?]/.test(name)) return [{ anchor, key: name, below }];
  const keys = Object.keys(value).filter((key) => isLike(key, name));
  return (keys.length === 0 ? [name] : keys).map((key) => ({ anchor, key, below }));
}

function presence(value: Json | undefined, path: string): PatternResult {
  return value === undefined || value === null ? { kind: 'breaks', path } : MEETS;
}

function matchAnchor(
  anchor: string,
  { value, key, below }: { readonly value: JsonMap; readonly key: string; readonly below: Json },
  path: string,
): PatternResult {
  const found = Object.hasOwn(value, key) ? (value[key] ?? null) : undefined;
  if (anchor === 'X') return found === undefined ? MEETS : { kind: 'breaks', path };
  if (found === undefined) return anchor === '' ? SKIPS : MEETS;
  if (anchor === '^') return matchExistence(found, below, path);
  const result = matchPattern(found, below, path);
  // A condition that is broken says that the rule is about others.
  return (anchor === '' || anchor === '<') && result.kind === 'breaks' ? SKIPS : result;
}

function matchExistence(found: Json, below: Json, path: string): PatternResult {
  if (!Array.isArray(found) || !Array.isArray(below)) return { kind: 'breaks', path };
  for (const pattern of below as readonly Json[]) {
    if (!found.some((item: Json) => matchPattern(item, pattern, path).kind === 'meets'))
      return { kind: 'breaks', path };
  }
  return MEETS;
}

function matchList(value: readonly Json[], pattern: readonly Json[], path: string): PatternResult {
  const [first] = pattern;
  if (first === undefined) return { kind: 'breaks', path };
  if (!isMap(first))
    return Array.isArray(first)
      ? { kind: 'not-judged', because: 'A list in a list is not read here.' }
      : matchPattern(value as Json, first, path);
  const results = value.map((item, index) => matchPattern(item, first, `${path}[${index}]`));
  const decided = results.find(({ kind }) => kind === 'breaks') ?? results.find(({ kind }) => kind === 'not-judged');
  if (decided !== undefined) return decided;
  return results.length > 0 && results.every(({ kind }) => kind === 'skips') ? SKIPS : MEETS;
}
