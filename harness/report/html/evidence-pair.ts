import { type CapabilitySet, union } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { Loss } from '../../record/record.ts';
import type { CaseView, RecordedTrial } from './case-view.ts';

/** The two trials, with their repeats, between which a capability makes the difference. */
export interface EvidencePair {
  /** With the capability the image is the same; undefined where no trial shows that. */
  readonly having: TriedSet | undefined;
  readonly lacking: TriedSet;
}

/** A set with the trials that are cited for it. */
export interface TriedSet {
  readonly set: CapabilitySet;
  readonly trials: readonly RecordedTrial[];
}

/** Finds the trials that prove a loss: best two sets that differ in nothing but the capability, else a minimal set that holds it. */
export function evidencePair(view: CaseView, loss: Loss): EvidencePair {
  const lacking = setOfNames(loss.set);
  const single = setOfNames([loss.capability]);
  const candidates = [union(lacking, single), ...view.minimal.filter((set) => union(set, single) === set)];
  const having = candidates.map((set) => triedSet(view, set)).find(({ trials }) => trials.length > 0);
  const cited = view.trialsOf(lacking).filter(({ id }) => loss.trials.includes(id));
  return { having, lacking: { set: lacking, trials: cited } };
}

/** The trials of a set that gave the same image. */
export function triedSet(view: CaseView, set: CapabilitySet): TriedSet {
  return { set, trials: view.trialsOf(set).filter(({ verdict }) => verdict === 'faithful') };
}
