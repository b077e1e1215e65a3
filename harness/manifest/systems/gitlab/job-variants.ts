import { plainWritten } from '../../model/written.ts';
import { entriesAt, itemsAt, writtenList, type YamlValue } from '../../yaml/yaml-value.ts';
import type { DeclaredVariable } from './job-variables.ts';

/** A job of several that `parallel:matrix` makes of one. */
export interface JobVariant {
  /** As GitLab names it: `[alpine, amd64]`; empty where there is only one. */
  readonly label: string;
  readonly variables: ReadonlyMap<string, DeclaredVariable>;
}

/** The most jobs that a matrix makes (GitLab's own limit). */
const MOST_JOBS = 200;

/** The jobs that `parallel:matrix` makes: each combination of the values of each of its entries. */
export function jobVariants(job: YamlValue): readonly JobVariant[] {
  const variants: JobVariant[] = [];
  for (const entry of itemsAt(job, 'parallel', 'matrix')) {
    let combinations: (readonly (readonly [string, DeclaredVariable])[])[] = [[]];
    for (const [name] of entriesAt(entry)) {
      const values = writtenList(entry, name).map(({ value, place }) => plainWritten(value, place));
      combinations = combinations
        .flatMap((one) => values.map((value) => [...one, [name, { value, isExpanded: true }] as const]))
        .slice(0, MOST_JOBS);
    }
    for (const one of combinations) {
      variants.push({ label: `[${one.map(([, { value }]) => value.value).join(', ')}]`, variables: new Map(one) });
    }
  }
  return variants.length === 0 ? [{ label: '', variables: new Map() }] : variants.slice(0, MOST_JOBS);
}
