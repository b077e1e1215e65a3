import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import type { ManifestProblem } from '../model/problem.ts';
import type { Place } from '../model/stated.ts';
import type { ManifestFile } from '../model/system.ts';
import type { YamlScalar, YamlValue } from '../yaml/yaml-value.ts';

/** What a TOML text holds: its values with their places, as those of a YAML document. */
export type TomlReading = { readonly root: YamlValue } | { readonly problem: ManifestProblem };

/** The longest text that is read, in characters: configurations are kilobytes, and the parser takes long for what is nested. */
const LONGEST = 256 * 2 ** 10;

/** A key with many dots; the parser's time grows with the square of them. */
const LONG_KEY = /^[ \t]*\[{0,2}(?:[\w"'-]+[ \t]*\.[ \t]*){100}/m;

/** Reads a TOML text; a fault in it is told. */
export function readToml({ file, text }: ManifestFile): TomlReading {
  if (text.length > LONGEST) return refused({ file, line: 1 }, 'The file is larger than 256 KiB, so it is not read.');
  const deep = LONG_KEY.exec(text);
  if (deep !== null) {
    const line = text.slice(0, deep.index).split('\n').length;
    return refused({ file, line }, 'A key of the file has more than 100 parts, so it is not read.');
  }
  try {
    const { body } = parseTOML(text, { tomlVersion: '1.0.0' });
    const root = mapAt({ file, line: 1 }, []);
    for (const one of body[0].body) {
      if (one.type === 'TOMLKeyValue') put(one, root, file);
      else fill(one, root, file);
    }
    return { root };
  } catch (error) {
    // The parser calls itself for each level.
    const isKnown = error instanceof ParseError || error instanceof RangeError;
    if (!isKnown) throw error;
    const line = error instanceof ParseError ? faultLine(text, error) : 1;
    const what = error instanceof ParseError ? error.message : 'it is nested too deep';
    return refused({ file, line }, `The file is not valid TOML: ${what}.`);
  }
}

function refused(place: Place, what: string): TomlReading {
  return { problem: { kind: 'input', place, what, wayOut: 'Correct the file.' } };
}

/** The parser tells where it stopped, which may be the beginning of the next line. */
function faultLine(text: string, { index }: ParseError): number {
  return text.slice(0, Math.max(0, index - 1)).split('\n').length;
}

/** A map whose entries are still being found. */
type OpenMap = Extract<YamlValue, { kind: 'map' }> & { readonly entries: Map<string, YamlValue> };

type OpenList = Extract<YamlValue, { kind: 'list' }> & { readonly items: YamlValue[] };

function mapAt(place: Place, path: YamlValue['path']): OpenMap {
  return { kind: 'map', entries: new Map(), place, path, tag: undefined };
}

/** `[a.b]` and `[[a]]`. */
function fill(table: AST.TOMLTable, root: OpenMap, file: string): void {
  const place = { file, line: table.loc.start.line };
  const target = table.resolvedKey.reduce<OpenMap | OpenList>((holder, key, index) => {
    const isList = typeof table.resolvedKey[index + 1] === 'number';
    return member(holder, key, { place, isList });
  }, root);
  if (target.kind === 'map') for (const one of table.body) put(one, target, file);
}

/** What a holder has at a key; made where it is not there. */
function member(
  holder: OpenMap | OpenList,
  key: string | number,
  { place, isList }: { readonly place: Place; readonly isList: boolean },
): OpenMap | OpenList {
  const found = holder.kind === 'map' ? holder.entries.get(String(key)) : holder.items[Number(key)];
  if (found !== undefined && found.kind !== 'scalar') return found as OpenMap | OpenList;
  const path = [...holder.path, key];
  const made: OpenMap | OpenList = isList
    ? { kind: 'list', items: [], place, path, tag: undefined }
    : mapAt(place, path);
  if (holder.kind === 'map') holder.entries.set(String(key), made);
  else holder.items[Number(key)] = made;
  return made;
}

/** `a.b = value`. */
function put({ key, value, loc }: AST.TOMLKeyValue, holder: OpenMap, file: string): void {
  const names = key.keys.map((one) => (one.type === 'TOMLBare' ? one.name : one.value));
  const place = { file, line: loc.start.line };
  const last = names.at(-1) ?? '';
  const target = names
    .slice(0, -1)
    .reduce<OpenMap | OpenList>((outer, name) => member(outer, name, { place, isList: false }), holder);
  if (target.kind === 'map') target.entries.set(last, contentOf(value, [...target.path, last], file));
}

function contentOf(node: AST.TOMLContentNode, path: YamlValue['path'], file: string): YamlValue {
  const place = { file, line: node.loc.start.line };
  switch (node.type) {
    case 'TOMLArray':
      return {
        kind: 'list',
        items: node.elements.map((one, index) => contentOf(one, [...path, index], file)),
        place,
        path,
        tag: undefined,
      };
    case 'TOMLInlineTable': {
      const map = mapAt(place, path);
      for (const one of node.body) put(one, map, file);
      return map;
    }
    default:
      return scalarOf(node, { place, path });
  }
}

function scalarOf(node: AST.TOMLValue, { place, path }: Pick<YamlScalar, 'place' | 'path'>): YamlScalar {
  const { value } = node;
  const isMultiline = node.kind === 'string' && node.multiline;
  return {
    kind: 'scalar',
    value: value instanceof Date ? value.toISOString() : value,
    text: value instanceof Date ? value.toISOString() : String(value),
    place,
    path,
    tag: undefined,
    // The line break behind the opening quotes is no part of the text.
    textLine: place.line + (isMultiline ? 1 : 0),
    isLineByLine: isMultiline,
  };
}
