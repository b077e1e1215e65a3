import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import type { Answer, Outcome } from '../vocabulary/answer.ts';
import { outcomeOf } from '../vocabulary/verdict.ts';
import { answerTrials } from './answer-trials.ts';
import type { CaseRecord } from './record.ts';

/** One trial as a record keeps it. */
export type RecordedTrial = CaseRecord['trials']['all'][number];

/** All trials of exactly this set. */
export function trialsOf(one: CaseRecord, set: CapabilitySet): RecordedTrial[] {
  return answerTrials(one).filter((trial) => setOfNames(trial.set) === set);
}

/** The ids of the trials of a set that had this outcome. */
export function trialsWith(one: CaseRecord, answer: Answer, set: CapabilitySet, outcome: Outcome): string[] {
  return trialsOf(one, set)
    .filter(({ verdict }) => outcomeOf(verdict, answer) === outcome)
    .map(({ id }) => id);
}
