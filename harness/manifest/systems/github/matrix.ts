import type { Written } from '../../model/written.ts';
import { at, entriesAt, itemsAt, writtenIn, type YamlValue } from '../../yaml/yaml-value.ts';

/** One run of a job: the values of its matrix, as expressions name them: `matrix.image`. */
export type Combination = ReadonlyMap<string, Written>;

/** How many runs of a job are told. */
const MOST = 50;

/** The runs of a job: one where it has no matrix, or one that only the runner computes. */
export function combinationsOf(job: YamlValue): Combination[] {
  const matrix = at(job, 'strategy', 'matrix');
  const axes = entriesAt(matrix).filter(([name, value]) => value.kind === 'list' && !OWN.includes(name));
  let combinations: Combination[] = [new Map()];
  for (const [name, values] of axes) {
    combinations = itemsAt(values)
      .flatMap((value) => combinations.map((one) => new Map([...one, ...named(name, value)])))
      .slice(0, MOST);
  }
  const excluded = itemsAt(matrix, 'exclude').map(entriesOf);
  const kept = combinations.filter((one) => !excluded.some((other) => holds(one, other)));
  return included(kept, itemsAt(matrix, 'include').map(entriesOf)).slice(0, MOST);
}

const OWN: readonly string[] = ['include', 'exclude'];

/** An entry of `include` adds to the runs whose values it does not change, or is a run of its own. */
function included(combinations: readonly Combination[], entries: readonly Combination[]): Combination[] {
  let runs: readonly Combination[] = combinations.filter((one) => one.size > 0);
  const alone: Combination[] = [];
  for (const entry of entries) {
    const fits = (one: Combination): boolean =>
      [...entry].every(([name, { value }]) => (one.get(name)?.value ?? value) === value);
    if (runs.some(fits)) runs = runs.map((one) => (fits(one) ? new Map([...one, ...entry]) : one));
    else alone.push(entry);
  }
  const all = [...runs, ...alone];
  return all.length === 0 ? [new Map()] : all;
}

function holds(one: Combination, part: Combination): boolean {
  return [...part].every(([name, { value }]) => one.get(name)?.value === value);
}

function entriesOf(item: YamlValue): Combination {
  return new Map(entriesAt(item).flatMap(([name, value]) => [...named(name, value)]));
}

/** The value, and what is in it where it is a map: `matrix.image.name`. */
function named(name: string, value: YamlValue): Map<string, Written> {
  const inner = entriesAt(value).flatMap(([key, one]) => [...named(`${name}.${key}`, one)]);
  const own = writtenIn(value);
  return new Map([...(own === undefined ? [] : [[`matrix.${name}`, own] as const]), ...inner]);
}

/** `image=api`, for titles; empty where there is no matrix. */
export function combinationText(combination: Combination): string {
  return [...combination].map(([name, { value }]) => `${name.slice('matrix.'.length)}=${value}`).join(', ');
}
