import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';

/** A part of a text: the offset of its first character, and that behind its last one. */
export type TomlRange = readonly [start: number, end: number];

/** A key of a table with its value, and where they stand. */
export interface TomlEntry {
  readonly key: string;
  readonly range: TomlRange;
  readonly valueRange: TomlRange;
  /** Of a list its items, those that are no texts with undefined; undefined for what is no list. */
  readonly items: readonly { readonly text: string | undefined; readonly range: TomlRange }[] | undefined;
}

/** A table under a header of its own: `[runners.docker]`. */
export interface TomlTable {
  /** Of the keys in its header; the index of each table in a list of tables. */
  readonly path: readonly (string | number)[];
  /** Of its header with all its entries. */
  readonly range: TomlRange;
  readonly headerEnd: number;
  readonly entries: readonly TomlEntry[];
}

/** The tables of a TOML text that have a header; undefined where the text is not valid. */
export function tomlTables(text: string): TomlTable[] | undefined {
  try {
    const { body } = parseTOML(text, { tomlVersion: '1.0.0' });
    return body[0].body.flatMap((one) => (one.type === 'TOMLTable' ? [tableOf(one)] : []));
  } catch (error) {
    if (error instanceof ParseError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function tableOf(table: AST.TOMLTable): TomlTable {
  return {
    path: table.resolvedKey,
    range: table.range,
    headerEnd: table.key.range[1],
    // A dotted key is a table below this one.
    entries: table.body.flatMap(({ key, value, range }) => {
      const [name, ...below] = key.keys;
      if (name === undefined || below.length > 0) return [];
      return [
        {
          key: name.type === 'TOMLBare' ? name.name : name.value,
          range,
          valueRange: value.range,
          items: itemsOf(value),
        },
      ];
    }),
  };
}

function itemsOf(value: AST.TOMLContentNode): TomlEntry['items'] {
  if (value.type !== 'TOMLArray') return undefined;
  return value.elements.map((one) => ({
    text: one.type === 'TOMLValue' && one.kind === 'string' ? one.value : undefined,
    range: one.range,
  }));
}
