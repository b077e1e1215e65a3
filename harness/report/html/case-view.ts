import { type CapabilitySet, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { trialsBySet } from '../../record/trials-by-set.ts';

/** One trial as a record keeps it. */
export type RecordedTrial = CaseRecord['trials']['all'][number];

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
  readonly trialsOf: (set: CapabilitySet) => readonly RecordedTrial[];
}

/** Looks a case up once. */
export function viewCase(one: CaseRecord, { slug, side }: Pick<CaseView, 'slug' | 'side'>): CaseView {
  const bySet = trialsBySet(one);
  return {
    one,
    slug,
    side,
    universe: setOfNames(one.universe),
    minimal: one.faithful.minimalSets.map(setOfNames),
    sets: one.trials.all.map(({ set }) => setOfNames(set)),
    trialsOf: (set) => bySet.get(set) ?? [],
  };
}

/** Every known capability that any of these cases had in play, in kernel order. */
export function capabilitiesInPlay(cases: readonly CaseRecord[]): string[] {
  return namesOf(setOfNames([...new Set(cases.flatMap(({ universe, untestable }) => [...universe, ...untestable]))]));
}
