import * as z from 'zod';
import { answerChange, comparableSets, compareAnswers } from './compare-answers.ts';
import type { ComparedCase } from './compared-case.ts';
import { configurationChange, configurationChangeOf } from './configuration-change.ts';
import { type DifferingFact, differingBuild, differingFact } from './differing-facts.ts';
import { lossChange, lossChanges } from './loss-changes.ts';
import { compareReferenceDigests, type ReferenceImage, referenceImage } from './reference-image.ts';

/** What became of one case. */
export const caseComparison = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('compared'),
    id: z.string(),
    /** What the configurations of both sides do not have in common; null where they are the same. */
    configuration: configurationChange.nullable(),
    faithful: answerChange,
    /** Null where one of the sides does not answer it. */
    exitZero: answerChange.nullable(),
    losses: z.array(lossChange).readonly(),
    image: referenceImage,
  }),
  z.object({
    kind: z.literal('not-comparable'),
    id: z.string(),
    facts: z.array(differingFact).readonly(),
    /** The sets of both sides, of which any of the facts may be the reason; null where one of the sides has no answer. */
    faithful: answerChange.nullable(),
  }),
  z.object({ kind: z.literal('no-verdict'), id: z.string(), reason: z.string() }),
]);

/** What became of one case. */
export type CaseComparison = z.output<typeof caseComparison>;

/** A case of which both sides have an answer. */
export type ComparedFindings = Extract<CaseComparison, { kind: 'compared' }>;

/** What is known besides the two cases. */
export interface CaseSurroundings {
  /** What of engine and host differs, and so forbids to compare. */
  readonly facts: readonly DifferingFact[];
  /** How the reference images compare, from the images themselves. @default told by their digests */
  readonly image?: ReferenceImage | undefined;
}

/** Compares two findings of the same case; under different configurations they tell what that difference costs or saves. */
export function compareCases(
  before: ComparedCase,
  after: ComparedCase,
  { facts, image }: CaseSurroundings,
): CaseComparison {
  const { id } = before;
  const differing = [...facts, ...differingBuild(before, after)];
  const faithful = compareAnswers(before, after, 'faithful');
  if (differing.length > 0) return { kind: 'not-comparable', id, facts: differing, faithful: faithful ?? null };
  if (faithful === undefined) return { kind: 'no-verdict', id, reason: whyNone(before, after) };
  return {
    kind: 'compared',
    id,
    configuration: configurationChangeOf(before, after),
    faithful,
    exitZero: compareAnswers(before, after, 'exitZero') ?? null,
    losses: lossChanges(before, after),
    image: image ?? compareReferenceDigests(before, after),
  };
}

/** Cases whose facts differ, by what became of their sets. */
export function casesNotComparable(
  cases: readonly CaseComparison[],
): Readonly<Record<'same' | 'other' | 'unknown', readonly CaseComparison[]>> {
  const sets = (one: CaseComparison): 'same' | 'other' | 'unknown' | undefined => {
    if (one.kind !== 'not-comparable') return undefined;
    if (one.faithful === null) return 'unknown';
    return one.faithful.relation === 'unchanged' ? 'same' : 'other';
  };
  const those = (kind: ReturnType<typeof sets>): CaseComparison[] => cases.filter((one) => sets(one) === kind);
  return { same: those('same'), other: those('other'), unknown: those('unknown') };
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
