import { safeText } from '../report/plain-text.ts';

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
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${text}[${safeText(JSON.stringify(name))}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

/** Reads JSON as `JSON.parse` does, but keeps the lines, and takes a key that is there twice for a mistake. */
export function readJson(text: string): JsonReading {
  const scanner = new Scanner(text);
  const lines = new Map<string, number>();
  try {
    readValue(scanner, [], lines);
    scanner.expectEnd();
    return { kind: 'json', value: JSON.parse(text), lines };
  } catch (thrown) {
    if (thrown instanceof BrokenJson)
      return { kind: 'broken', ...scanner.placeOf(thrown.position), problem: thrown.message };
    throw thrown;
  }
}

/** Deeper than anything that this tool writes; what is deeper must not exhaust the stack. */
const DEEPEST = 64;

function readValue(scanner: Scanner, path: readonly PropertyKey[], lines: Map<string, number>): void {
  lines.set(fieldText(path), scanner.lineOfNext());
  if (path.length > DEEPEST) scanner.fail('it is nested too deeply');
  if (scanner.take('{')) readMembers(scanner, path, lines);
  else if (scanner.take('[')) readElements(scanner, path, lines);
  else if (scanner.scalar() === undefined) scanner.fail('a value is missing');
}

function readMembers(scanner: Scanner, path: readonly PropertyKey[], lines: Map<string, number>): void {
  if (scanner.take('}')) return;
  const keys = new Set<string>();
  do {
    scanner.skipSpace();
    const at = scanner.position;
    const key = scanner.string() ?? scanner.fail('a key in quotes is missing');
    if (keys.has(key)) scanner.fail(`${fieldText([...path, key])} is there twice`, at);
    keys.add(key);
    if (!scanner.take(':')) scanner.fail('a colon is missing');
    readValue(scanner, [...path, key], lines);
  } while (scanner.take(','));
  if (!scanner.take('}')) scanner.fail('a comma or } is missing');
}

function readElements(scanner: Scanner, path: readonly PropertyKey[], lines: Map<string, number>): void {
  if (scanner.take(']')) return;
  let index = 0;
  do {
    readValue(scanner, [...path, index], lines);
    index += 1;
  } while (scanner.take(','));
  if (!scanner.take(']')) scanner.fail('a comma or ] is missing');
}

class BrokenJson extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Goes through a text token by token. */
class Scanner {
  position = 0;
  readonly #text: string;
  /** The line of `#counted`, so that each line break is counted once. */
  #line = 1;
  #counted = 0;

  constructor(text: string) {
    this.#text = text;
  }

  skipSpace(): void {
    while (' \t\r\n'.includes(this.#text[this.position] ?? 'end')) this.position += 1;
  }

  lineOfNext(): number {
    this.skipSpace();
    for (; this.#counted < this.position; this.#counted += 1) if (this.#text[this.#counted] === '\n') this.#line += 1;
    return this.#line;
  }

  take(mark: string): boolean {
    this.skipSpace();
    if (this.#text[this.position] !== mark) return false;
    this.position += 1;
    return true;
  }

  string(): string | undefined {
    const found = this.#match(STRING);
    return found === undefined ? undefined : String(JSON.parse(found));
  }

  scalar(): string | undefined {
    return this.#match(STRING) ?? this.#match(SCALAR);
  }

  expectEnd(): void {
    this.skipSpace();
    if (this.position < this.#text.length) this.fail('something follows the end');
  }

  fail(problem: string, position?: number): never {
    this.skipSpace();
    throw new BrokenJson(problem, position ?? this.position);
  }

  placeOf(position: number): { readonly line: number; readonly column: number } {
    const before = this.#text.slice(0, position).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }

  #match(token: RegExp): string | undefined {
    this.skipSpace();
    token.lastIndex = this.position;
    const found = token.exec(this.#text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }
}
