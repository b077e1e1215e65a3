import type { Relation } from '../../comparison/compare-answers.ts';
import type { CaseComparison, ComparedFindings } from '../../comparison/compare-cases.ts';
import { safeText } from '../../text/plain-text.ts';

/** What a page says of something that became of a case. */
interface ChangeWords {
  readonly text: string;
  /** Whether it is for the worse, for the better, or neither; another image says nothing of capabilities. */
  readonly tone: 'worse' | 'better' | 'otherwise' | 'same';
}

/** What may have become of a case; the names are also what the filter goes by. */
export const PAGE_CHANGES = {
  'needs-more': { text: 'needs more', tone: 'worse' },
  'needs-less': { text: 'needs less', tone: 'better' },
  'needs-other-sets': { text: 'needs other sets', tone: 'worse' },
  'fails-otherwise': { text: 'fails in another way', tone: 'otherwise' },
  'exit-code-0-changed': { text: 'exit code 0 changed', tone: 'otherwise' },
  'another-image': { text: 'a different image', tone: 'same' },
  unchanged: { text: 'unchanged', tone: 'same' },
  'no-verdict': { text: 'no verdict', tone: 'same' },
  'not-comparable': { text: 'not comparable', tone: 'same' },
} as const satisfies Readonly<Record<string, ChangeWords>>;

/** What became of a case, as the page tells it. */
export type PageChange = keyof typeof PAGE_CHANGES;

/** How the need of B stands to that of A. */
const RELATIONS: Readonly<Record<Exclude<Relation, 'unchanged'>, PageChange>> = {
  'needs-more': 'needs-more',
  'needs-less': 'needs-less',
  different: 'needs-other-sets',
};

/** What became of a case: the first thing that a reader has to know of it. */
export function changeOf(one: CaseComparison): PageChange {
  if (one.kind !== 'compared') return one.kind;
  const { faithful, exitZero, losses, image } = one;
  if (faithful.relation !== 'unchanged') return RELATIONS[faithful.relation];
  if (losses.length > 0) return 'fails-otherwise';
  if (exitZero !== null && exitZero.relation !== 'unchanged') return 'exit-code-0-changed';
  return image.kind === 'differs' ? 'another-image' : 'unchanged';
}

/** The words by which the filter finds what became of a case. */
export function changeFilters(change: PageChange): string[] {
  return [...(PAGE_CHANGES[change].tone === 'same' ? [] : ['changed']), change];
}

/** Why there is nothing to compare. */
export function whyNotCompared(one: Exclude<CaseComparison, ComparedFindings>): string {
  if (one.kind === 'no-verdict') return safeText(`no verdict: ${one.reason}`);
  const told = one.facts.map(({ field, before, after }) => `${field} is ${before} in A and ${after} in B`);
  return safeText(`not comparable: ${told.join('; ')}`);
}
