import type { YamlPath } from '../model/patch-target.ts';
import type { Place } from '../model/stated.ts';
import { plainWritten, type Written } from '../model/written.ts';

interface Located {
  readonly place: Place;
  /** In its document. What is reached through an alias has the path of its anchor. */
  readonly path: YamlPath;
  /** A tag such as `!reference`; undefined for none. */
  readonly tag: string | undefined;
}

/** A map. What a merge key (`<<`) brings is in it. */
export interface YamlMap extends Located {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, YamlValue>;
}

/** A list. */
export interface YamlList extends Located {
  readonly kind: 'list';
  readonly items: readonly YamlValue[];
}

/** A text, a number, a truth value, or null. */
export interface YamlScalar extends Located {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it stands there, so that `1.10` stays `1.10`. */
  readonly text: string;
  /** The line of the file on which its text begins: of a block (`|`) the line below. */
  readonly textLine: number;
  /** Whether each line of the text is a line of the file. */
  readonly isLineByLine: boolean;
}

/** A value of a YAML document, with its place. Aliases lead to the value of their anchor. */
export type YamlValue = YamlMap | YamlList | YamlScalar;

/** A value that says nothing, at this place. */
export function nothingAt({ place, path }: Pick<YamlValue, 'place' | 'path'>): YamlScalar {
  return {
    kind: 'scalar',
    value: null,
    text: '',
    place,
    path,
    tag: undefined,
    textLine: place.line,
    isLineByLine: false,
  };
}

/** What stands below this value at these keys and indices; undefined where nothing does, or null. */
export function at(value: YamlValue | undefined, ...path: YamlPath): YamlValue | undefined {
  let found = value;
  for (const step of path) {
    if (found?.kind === 'map') found = found.entries.get(String(step));
    else if (found?.kind === 'list' && typeof step === 'number') found = found.items[step];
    else return undefined;
  }
  return found?.kind === 'scalar' && found.value === null ? undefined : found;
}

/** The items of the list there; nothing where there is none. */
export function itemsAt(value: YamlValue | undefined, ...path: YamlPath): readonly YamlValue[] {
  const found = at(value, ...path);
  return found?.kind === 'list' ? found.items : [];
}

/** The entries of the map there; nothing where there is none. */
export function entriesAt(value: YamlValue | undefined, ...path: YamlPath): readonly (readonly [string, YamlValue])[] {
  const found = at(value, ...path);
  return found?.kind === 'map' ? [...found.entries] : [];
}

/** The scalar there as text. */
export function textAt(value: YamlValue | undefined, ...path: YamlPath): string | undefined {
  const found = at(value, ...path);
  return found?.kind === 'scalar' ? found.text : undefined;
}

/** The text there with its place. */
export function writtenIn(value: YamlValue | undefined, ...path: YamlPath): Written | undefined {
  const found = at(value, ...path);
  return found?.kind === 'scalar' ? plainWritten(found.text, found.place) : undefined;
}

/** The texts of the list there; of a single text that one. */
export function writtenList(value: YamlValue | undefined, ...path: YamlPath): readonly Written[] {
  const found = at(value, ...path);
  const values = found?.kind === 'list' ? found.items : found === undefined ? [] : [found];
  return values.flatMap((one) => writtenIn(one) ?? []);
}

/** The whole number there. */
export function numberAt(value: YamlValue | undefined, ...path: YamlPath): number | undefined {
  const found = at(value, ...path);
  return found?.kind === 'scalar' && typeof found.value === 'number' && Number.isSafeInteger(found.value)
    ? found.value
    : undefined;
}

/** The truth value there. */
export function booleanAt(value: YamlValue | undefined, ...path: YamlPath): boolean | undefined {
  const found = at(value, ...path);
  return found?.kind === 'scalar' && typeof found.value === 'boolean' ? found.value : undefined;
}
