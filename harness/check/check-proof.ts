import { type CapabilitySet, difference, isSubset, namesOf, sizeOf } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import type { AnswerChange, Witness } from '../comparison/compare-answers.ts';
import type { CaseRecord } from '../record/record.ts';
import { type RecordedTrial, trialsShowing } from '../record/trials-of-set.ts';
import type { Answer } from '../vocabulary/answer.ts';
import { outcomeOf } from '../vocabulary/verdict.ts';
import type { SetProof, TriedInRun } from './set-proof.ts';

/** What proves that an answer is not as locked, from the trials of the checked run alone. */
export function proofsOf({ witnesses, after }: AnswerChange, now: CaseRecord, answer: Answer): SetProof[] {
  return witnesses.map((witness) => {
    const nearest = nearestServing(setOfNames(witness.set), after);
    return {
      serves: witness.serves === 'before' ? 'locked' : 'now',
      set: witness.set,
      failing: witness.serves === 'before' ? failingOf(witness, now) : null,
      serving: nearest === undefined ? null : servingOf(nearest, now, answer),
    };
  });
}

/** What the nearest set that serves now has beyond this one; undefined if none serves. */
export function besidesOf({ set, serving }: SetProof): string[] | undefined {
  return serving === null ? undefined : namesOf(difference(setOfNames(serving.set), setOfNames(set)));
}

function failingOf({ failingSet, failing }: Witness, now: CaseRecord): TriedInRun {
  const trials = now.trials.all.filter(({ id }) => failing.includes(id));
  return triedSet(failingSet, trials, now);
}

function servingOf(set: readonly string[], now: CaseRecord, answer: Answer): TriedInRun {
  const trials = trialsShowing(now, setOfNames(set)).filter(({ verdict }) => outcomeOf(verdict, answer) === 'pass');
  return triedSet(set, trials, now);
}

function triedSet(
  set: readonly string[],
  trials: readonly RecordedTrial[],
  { universe }: Pick<CaseRecord, 'universe'>,
): TriedInRun {
  // A watched trial of another set shows the same, but its mask is another one.
  const own = trials.filter((trial) => setOfNames(trial.set) === setOfNames(set));
  return {
    set,
    lacking: universe.filter((name) => !set.includes(name)),
    trials: trials.map(({ id }) => id),
    capBnd: own.find(({ capBnd }) => capBnd !== null)?.capBnd ?? null,
    silent: trials.length > 0 && trials.every(({ verdict }) => verdict === 'degraded'),
    shown: trials.find(({ shown }) => shown.length > 0)?.shown ?? [],
  };
}

/** The set that serves now and asks for the least beyond this one. */
function nearestServing(set: CapabilitySet, found: AnswerChange['after']): readonly string[] | undefined {
  const distance = (names: readonly string[]): number => {
    const other = setOfNames(names);
    return sizeOf(difference(other, set)) + (isSubset(set, other) ? 0 : 0.5);
  };
  return found.toSorted((a, b) => distance(a) - distance(b))[0];
}
