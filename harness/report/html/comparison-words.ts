import type { Comparison } from '../../comparison/compare-records.ts';
import { safeText } from '../../text/plain-text.ts';

/** What became of one case. */
export type CaseComparison = Comparison['cases'][number];

/** A case of which both records have an answer to compare. */
export type ComparedCase = Extract<CaseComparison, { kind: 'compared' }>;

/** How the need of B stands to that of A. */
const RELATIONS: Readonly<Record<ComparedCase['faithful']['relation'], string>> = {
  'needs-more': 'needs more',
  'needs-less': 'needs less',
  different: 'needs other sets',
  unchanged: 'unchanged',
};

/** What became of a case, in a few words. */
export function changeText(one: CaseComparison): string {
  if (one.kind === 'not-comparable') return 'not comparable';
  if (one.kind === 'no-verdict') return 'no verdict';
  const { faithful, exitZero, losses, image } = one;
  if (faithful.relation !== 'unchanged') return RELATIONS[faithful.relation];
  if (losses.length > 0) return 'fails otherwise';
  if (exitZero !== null && exitZero.relation !== 'unchanged') return 'exit code 0 changed';
  return image.kind === 'differs' ? 'another image' : 'unchanged';
}

/** Whether a change is for the worse, for the better, or neither; another image says nothing of capabilities. */
export function toneOf(change: string): 'worse' | 'better' | 'otherwise' | 'same' {
  if (['unchanged', 'another image', 'no verdict', 'not comparable'].includes(change)) return 'same';
  if (change === 'needs less') return 'better';
  return change === 'needs more' || change === 'needs other sets' ? 'worse' : 'otherwise';
}

/** The words by which the filter finds what became of a case. */
export function changeFilters(one: CaseComparison): string[] {
  const change = changeText(one);
  return [...(toneOf(change) === 'same' ? [] : ['changed']), change.replaceAll(' ', '-')];
}

/** Why there is nothing to compare. */
export function obstacleText(one: Exclude<CaseComparison, ComparedCase>): string {
  if (one.kind === 'no-verdict') return safeText(`no verdict: ${one.reason}`);
  const told = one.facts.map(({ field, before, after }) => `${field} is ${before} in A and ${after} in B`);
  return safeText(`not comparable: ${told.join('; ')}`);
}
