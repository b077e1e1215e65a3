import { type CapabilitySet, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { answerBorders } from '../../record/answer-borders.ts';
import type { CaseRecord } from '../../record/record.ts';

/** A case with what the page looks up again and again; a case may have thousands of trials. */
export interface CaseView {
  readonly one: CaseRecord;
  /** What the ids of its elements are made of. */
  readonly slug: string;
  /** Which of two records it is from, A or B; empty where there is but one. */
  readonly side: string;
  readonly universe: CapabilitySet;
  readonly minimal: readonly CapabilitySet[];
  /** The set of each trial, in the order of the record. */
  readonly sets: readonly CapabilitySet[];
}

/** Looks a case up once. */
export function viewCase(one: CaseRecord, { slug, side }: Pick<CaseView, 'slug' | 'side'>): CaseView {
  return {
    one,
    slug,
    side,
    universe: setOfNames(one.universe),
    minimal: answerBorders(one, 'faithful').minimal,
    sets: one.trials.all.map(({ set }) => setOfNames(set)),
  };
}

/** Every known capability that any of these cases had in play, in kernel order. */
export function capabilitiesInPlay(cases: readonly CaseRecord[]): string[] {
  return namesOf(setOfNames([...new Set(cases.flatMap(({ universe, untestable }) => [...universe, ...untestable]))]));
}
