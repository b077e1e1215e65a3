import { isDeepStrictEqual } from 'node:util';
import { printableValue } from '../text/printable.ts';
import { fieldText } from '../text/read-json.ts';

/** A place at which a saved record is not what follows from the trials. */
export interface RecordDifference {
  /** Such as `cases[0].faithful.minimalSets[1]`; empty for the whole record. */
  readonly field: string;
  /** In words, without the field. */
  readonly text: string;
}

type Path = readonly PropertyKey[];

/** Every field that was added, changed or removed, however deep it is. Both values are as `JSON.parse` gives them. */
export function recordDifferences(saved: unknown, derived: unknown): RecordDifference[] {
  return [...differencesAt([], saved, derived)];
}

function* differencesAt(path: Path, saved: unknown, derived: unknown): Generator<RecordDifference> {
  if (isDeepStrictEqual(saved, derived)) return;
  if (Array.isArray(saved) && Array.isArray(derived)) yield* differencesOfLists(path, saved, derived);
  else if (isObject(saved) && isObject(derived)) yield* differencesOfObjects(path, saved, derived);
  else yield at(path, `is ${shortText(saved)}, and ${shortText(derived)} follows from the trials`);
}

function* differencesOfObjects(path: Path, saved: object, derived: object): Generator<RecordDifference> {
  for (const name of new Set([...Object.keys(saved), ...Object.keys(derived)])) {
    const field = [...path, name];
    if (!Object.hasOwn(derived, name)) yield at(field, 'was added');
    else if (!Object.hasOwn(saved, name)) yield at(field, 'was removed');
    else yield* differencesAt(field, Reflect.get(saved, name), Reflect.get(derived, name));
  }
}

/** What is the same at the beginning and at the end of both lists is passed over, so that one item more is one difference. */
function* differencesOfLists(
  path: Path,
  saved: readonly unknown[],
  derived: readonly unknown[],
): Generator<RecordDifference> {
  const shorter = Math.min(saved.length, derived.length);
  let before = 0;
  while (before < shorter && isDeepStrictEqual(saved[before], derived[before])) before += 1;
  let behind = 0;
  while (behind < shorter - before && isDeepStrictEqual(saved.at(-1 - behind), derived.at(-1 - behind))) behind += 1;
  for (let index = before; index < Math.max(saved.length, derived.length) - behind; index += 1) {
    const field = [...path, index];
    if (index >= derived.length - behind) yield at(field, 'was added');
    else if (index >= saved.length - behind) yield at(field, `was removed: ${shortText(derived[index])}`);
    else yield* differencesAt(field, saved[index], derived[index]);
  }
}

function at(path: Path, text: string): RecordDifference {
  return { field: fieldText(path), text };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shortText(value: unknown): string {
  if (Array.isArray(value) && value.length > 8) return `a list of ${value.length}`;
  if (isObject(value) && Object.keys(value).length > 4) return 'an object';
  return printableValue(value);
}
