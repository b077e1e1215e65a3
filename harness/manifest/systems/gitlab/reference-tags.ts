import { at, nothingAt, type YamlValue } from '../../yaml/yaml-value.ts';

/** How deep `!reference` may lead to others, and lists may be nested in a script (GitLab's own limit for both). */
const DEEPEST = 10;

/** The most values that references may bring: two of each of ten levels would make thousands. */
const MOST_COPIES = 10_000;

/**
 * A value with what its `!reference [job, script]` tags lead to in their place. One that leads nowhere, or to itself, is null. What
 * it leads to keeps its own place.
 */
export function withReferences(value: YamlValue, root: YamlValue): YamlValue {
  return resolved(value, { root, depth: 0, budget: { left: MOST_COPIES } });
}

interface Walk {
  readonly root: YamlValue;
  readonly depth: number;
  readonly budget: { left: number };
}

function resolved(value: YamlValue, walk: Walk): YamlValue {
  walk.budget.left -= 1;
  if (walk.budget.left < 0) return nothingAt(value);
  if (value.kind === 'list' && value.tag === '!reference') {
    const target = walk.depth < DEEPEST ? at(walk.root, ...value.items.map(keyOf)) : undefined;
    return target === undefined ? nothingAt(value) : resolved(target, { ...walk, depth: walk.depth + 1 });
  }
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => resolved(item, walk)) };
  if (value.kind === 'map') {
    return { ...value, entries: new Map([...value.entries].map(([key, one]) => [key, resolved(one, walk)])) };
  }
  return value;
}

function keyOf(item: YamlValue): string | number {
  if (item.kind !== 'scalar') return '';
  return typeof item.value === 'number' ? item.value : item.text;
}
