import type { RunRecord } from '../record/record.ts';
import { type CaseComparison, compareCases, differs } from './compare-cases.ts';
import { differingEnvironment } from './differing-facts.ts';
import type { ReferenceImage } from './reference-image.ts';

/** The comparison of two records. */
export interface Comparison {
  readonly before: Pick<RunRecord, 'builder' | 'environment' | 'evidence'>;
  readonly after: Pick<RunRecord, 'builder' | 'environment' | 'evidence'>;
  readonly cases: readonly CaseComparison[];
}

/** How the reference images of cases compare, where the images themselves are at hand. */
export type ComparedImages = ReadonlyMap<string, ReferenceImage>;

/** Compares two records case by case, in the order of the first; cases that only the second has come last. */
export function compareRecords(before: RunRecord, after: RunRecord, images: ComparedImages = new Map()): Comparison {
  const facts = differingEnvironment(before.environment, after.environment);
  const later = new Map(after.cases.map((one) => [one.id, one]));
  const known = new Set(before.cases.map(({ id }) => id));
  const compared = before.cases.map((one): CaseComparison => {
    const other = later.get(one.id);
    if (other === undefined) return onlyIn('A', one.id);
    return compareCases(one, other, { facts, image: images.get(one.id) });
  });
  const added = after.cases.filter(({ id }) => !known.has(id)).map(({ id }) => onlyIn('B', id));
  return { before, after, cases: [...compared, ...added] };
}

/** 0 the same, 1 something differs, 3 nothing differs, but not everything could be compared. */
export function comparisonExitCode({ cases }: Comparison): 0 | 1 | 3 {
  if (cases.some(differs)) return 1;
  return cases.every((one) => one.kind === 'compared' && one.exitZero !== null) ? 0 : 3;
}

function onlyIn(side: 'A' | 'B', id: string): CaseComparison {
  return { kind: 'no-verdict', id, reason: `only ${side} has this case` };
}
