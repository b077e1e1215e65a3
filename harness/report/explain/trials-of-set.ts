import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import type { Answer } from '../../record/table-findings.ts';

/** One trial as a record keeps it. */
export type RecordedTrial = CaseRecord['trials']['all'][number];

/** What a trial says for one answer. */
export type Outcome = 'pass' | 'fail';

/** Reads a verdict for one answer; undefined where it is not about the build. */
export function outcomeOf(verdict: RecordedTrial['verdict'], answer: Answer): Outcome | undefined {
  switch (verdict) {
    case 'faithful':
      return 'pass';
    case 'degraded':
      return answer === 'exitZero' ? 'pass' : 'fail';
    case 'failed':
    case 'timeout':
      return 'fail';
    case 'untestable':
    case 'infrastructure':
    case 'cancelled':
      return undefined;
  }
}

/** All trials of exactly this set. */
export function trialsOf(one: CaseRecord, set: CapabilitySet): RecordedTrial[] {
  return one.trials.all.filter((trial) => setOfNames(trial.set) === set);
}

/** The ids of the trials of a set that had this outcome. */
export function trialsWith(one: CaseRecord, answer: Answer, set: CapabilitySet, outcome: Outcome): string[] {
  return trialsOf(one, set)
    .filter(({ verdict }) => outcomeOf(verdict, answer) === outcome)
    .map(({ id }) => id);
}
