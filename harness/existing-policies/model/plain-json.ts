import type { YamlValue } from '../../manifest/yaml/yaml-value.ts';
import type { Json } from './judged-pod.ts';

/** A value of a YAML document without its places. What is reached through aliases is there as often as it is named. */
export function plainJson(value: YamlValue | undefined): Json {
  return value === undefined ? null : plainBelow(value, { left: MOST_VALUES });
}

/** Aliases of aliases can make a small document as large as one likes. */
const MOST_VALUES = 100_000;

function plainBelow(value: YamlValue, budget: { left: number }): Json {
  budget.left -= 1;
  if (budget.left < 0) return null;
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'list') return value.items.map((item) => plainBelow(item, budget));
  return Object.fromEntries([...value.entries].map(([key, below]) => [key, plainBelow(below, budget)]));
}
