import { type CapabilitySet, union } from '../../../capabilities/capability-set.ts';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import type { Loss } from '../../../record/record.ts';
import { type RecordedTrial, trialsOf, trialsShowing } from '../../../record/trials-of-set.ts';
import type { CaseView } from '../case-view.ts';

/** The two trials, with their repeats, between which a capability makes the difference. */
export interface EvidencePair {
  /** With the capability the image is the same; undefined where no trial shows that. */
  readonly having: CitedSet | undefined;
  readonly lacking: CitedSet;
}

/** A set with the trials that are cited for it. */
export interface CitedSet {
  readonly set: CapabilitySet;
  readonly trials: readonly RecordedTrial[];
}

/** Finds the trials that prove a loss: best two sets that differ in nothing but the capability, else a minimal set that holds it. */
export function evidencePair(view: CaseView, loss: Loss): EvidencePair {
  const lacking = setOfNames(loss.set);
  const single = setOfNames([loss.capability]);
  const candidates = [union(lacking, single), ...view.minimal.filter((set) => union(set, single) === set)];
  const having = candidates.map((set) => citedSet(view, set)).find(({ trials }) => trials.length > 0);
  const cited = trialsOf(view.one, lacking).filter(({ id }) => loss.trials.includes(id));
  return { having, lacking: { set: lacking, trials: cited } };
}

/**
 * The trials of a set that gave the same image. Of a set that was not tried, those of another one that decide it, with that
 * other set.
 */
export function citedSet(view: CaseView, set: CapabilitySet): CitedSet {
  const serving = trialsShowing(view.one, set).filter(({ verdict }) => verdict === 'faithful');
  const [first] = serving;
  const tried = first === undefined ? set : setOfNames(first.set);
  return { set: tried, trials: serving.filter((trial) => setOfNames(trial.set) === tried) };
}
