/** What every object of JavaScript has under these names is no field of a lock file: a program that copies fields could be misled. */
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The path of the first field of such a name, however deep it is; undefined if there is none. */
export function reservedKeyIn(value: unknown, path: readonly PropertyKey[] = []): readonly PropertyKey[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of Object.keys(value)) {
    const field = [...path, Array.isArray(value) ? Number(key) : key];
    const found = RESERVED.has(key) ? field : reservedKeyIn(Reflect.get(value, key), field);
    if (found !== undefined) return found;
  }
  return undefined;
}
