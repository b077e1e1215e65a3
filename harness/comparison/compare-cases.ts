import { caseObstacles, type Obstacle } from './comparability.ts';
import { type AnswerChange, comparableSets, compareAnswers } from './compare-answers.ts';
import type { ComparedCase } from './compared-case.ts';
import { type LossChange, lossChanges } from './loss-changes.ts';
import { compareReferenceDigests, type ReferenceImage } from './reference-image.ts';

/** What became of one case. */
export type CaseComparison =
  | {
      readonly kind: 'compared';
      readonly id: string;
      readonly faithful: AnswerChange;
      /** Null where one of the sides does not answer it. */
      readonly exitZero: AnswerChange | null;
      readonly losses: readonly LossChange[];
      readonly image: ReferenceImage;
    }
  | { readonly kind: 'not-comparable'; readonly id: string; readonly obstacles: readonly Obstacle[] }
  | { readonly kind: 'no-verdict'; readonly id: string; readonly reason: string };

/** What is known besides the two cases. */
export interface CaseSurroundings {
  /** What of engine and host forbids to compare. */
  readonly obstacles: readonly Obstacle[];
  /** How the reference images compare, from the images themselves. @default told by their digests */
  readonly image?: ReferenceImage | undefined;
}

/** Compares two findings of the same case. */
export function compareCases(
  before: ComparedCase,
  after: ComparedCase,
  { obstacles, image }: CaseSurroundings,
): CaseComparison {
  const { id } = before;
  const inTheWay = [...obstacles, ...caseObstacles(before, after)];
  if (inTheWay.length > 0) return { kind: 'not-comparable', id, obstacles: inTheWay };
  const faithful = compareAnswers(before, after, 'faithful');
  if (faithful === undefined) return { kind: 'no-verdict', id, reason: whyNone(before, after) };
  return {
    kind: 'compared',
    id,
    faithful,
    exitZero: compareAnswers(before, after, 'exitZero') ?? null,
    losses: lossChanges(before, after),
    image: image ?? compareReferenceDigests(before, after),
  };
}

/** Whether something that a user would call a change was found. */
export function differs(one: CaseComparison): boolean {
  if (one.kind !== 'compared') return false;
  const { faithful, exitZero, losses, image } = one;
  return (
    faithful.relation !== 'unchanged' ||
    (exitZero !== null && exitZero.relation !== 'unchanged') ||
    losses.length > 0 ||
    image.kind === 'differs'
  );
}

function whyNone(before: ComparedCase, after: ComparedCase): string {
  const sides = [['A', before] as const, ['B', after] as const];
  return sides
    .filter(([, one]) => comparableSets(one, 'faithful') === undefined)
    .map(([name, { status, reason }]) => `${name} is ${status}: ${reason ?? 'not every set is decided'}`)
    .join('; ');
}
