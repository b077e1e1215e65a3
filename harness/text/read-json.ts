import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { safeText } from './plain-text.ts';

/** What a text holds that should be JSON: its value with the line of each field, or the first place where it is none. */
export type JsonReading =
  | {
      readonly kind: 'json';
      readonly value: unknown;
      /** By the path of the field, as `fieldText` writes it. */
      readonly lines: ReadonlyMap<string, number>;
    }
  | { readonly kind: 'broken'; readonly line: number; readonly column: number; readonly problem: string };

/** The path of a field, as a person finds it: `cases["services/api/Dockerfile"].faithful.minimalSets[0]`. */
export function fieldText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(memberText, '');
}

function memberText(field: string, key: PropertyKey): string {
  if (typeof key === 'number') return `${field}[${key}]`;
  const name = String(key);
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${field}[${safeText(JSON.stringify(name))}]`;
  return field === '' ? name : `${field}.${name}`;
}

/** Reads JSON as `JSON.parse` does, but keeps the lines, and takes a key that is there twice for a mistake. */
export function readJson(text: string): JsonReading {
  const places = placesOf(text);
  const broken = (offset: number, problem: string): JsonReading => ({ kind: 'broken', ...places(offset), problem });
  const errors: ParseError[] = [];
  const root = treeOf(text, errors);
  if (root === 'too deep') return broken(0, 'it is nested too deeply');
  const [error] = errors;
  if (error !== undefined || root === undefined) return broken(error?.offset ?? text.length, problemText(error));
  const lines = new Map<string, number>();
  const twice = noteLines(root, '', (field, { offset }) => {
    if (lines.has(field)) return false;
    lines.set(field, places(offset).line);
    return true;
  });
  if (twice !== undefined) return broken(twice.node.offset, `${twice.field} occurs twice`);
  return { kind: 'json', value: JSON.parse(text), lines };
}

/** The library goes down into the text as deep as it is nested. */
function treeOf(text: string, errors: ParseError[]): Node | undefined | 'too deep' {
  try {
    return parseTree(text, errors, { disallowComments: true });
  } catch (thrown) {
    if (thrown instanceof RangeError) return 'too deep';
    throw thrown;
  }
}

interface Noted {
  readonly field: string;
  readonly node: Node;
}

/** Notes every field under a value; gives the first that could not be noted. */
function noteLines(node: Node, field: string, note: (field: string, node: Node) => boolean): Noted | undefined {
  if (!note(field, node)) return { field, node };
  for (const [index, child] of (node.children ?? []).entries()) {
    const [key, value] = node.type === 'object' ? (child.children ?? []) : [undefined, child];
    if (value === undefined) continue;
    const twice = noteLines(value, memberText(field, key?.value ?? index), note);
    if (twice !== undefined) return twice.node === value && key !== undefined ? { ...twice, node: key } : twice;
  }
  return undefined;
}

/** What is wrong, in words: `CommaExpected` is `comma expected`. */
function problemText(error: ParseError | undefined): string {
  if (error === undefined) return 'it is empty';
  return printParseErrorCode(error.error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
}

/** Finds line and column of an offset, both counted from 1. */
function placesOf(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    let [first, last] = [0, starts.length - 1];
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if ((starts[middle] ?? 0) <= offset) first = middle;
      else last = middle - 1;
    }
    return { line: first + 1, column: offset - (starts[first] ?? 0) + 1 };
  };
}
