import type { YamlMap } from './yaml-value.ts';

/** Two maps in one: maps in both are merged in turn, of anything else the upper one's counts. */
export function mergeMaps(under: YamlMap, over: YamlMap): YamlMap {
  const entries = new Map(under.entries);
  for (const [key, value] of over.entries) {
    const below = entries.get(key);
    entries.set(key, below?.kind === 'map' && value.kind === 'map' ? mergeMaps(below, value) : value);
  }
  return { ...over, entries };
}
