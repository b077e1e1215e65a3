import type { Comparison } from './compare-records.ts';

/** The result of a comparison as a program reads it; `docs/compare-and-bisect.md` describes it. */
export function comparisonJson({ before, after, cases }: Comparison): string {
  return JSON.stringify({ before: before.builder, after: after.builder, cases }, null, 2);
}
