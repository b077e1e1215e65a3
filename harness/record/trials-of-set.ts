import { type CapabilitySet, isSubset } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { ANSWERS, type Answer, type Outcome } from '../vocabulary/answer.ts';
import { outcomeOf } from '../vocabulary/verdict.ts';
import { answerBorders } from './answer-borders.ts';
import { decidingCube, recordedCover } from './answer-cover.ts';
import { answerTrials } from './answer-trials.ts';
import type { CaseRecord } from './record.ts';

/** One trial as a record keeps it. */
export type RecordedTrial = CaseRecord['trials']['all'][number];

interface TrialIndex {
  readonly bySet: ReadonlyMap<CapabilitySet, readonly RecordedTrial[]>;
  readonly byId: ReadonlyMap<string, RecordedTrial>;
}

/** A case may have thousands of trials, and reports ask for those of one set again and again. */
const indexes = new WeakMap<CaseRecord['trials'], TrialIndex>();

/** The trials of exactly this set that answers rest on, in the order of the record. */
export function trialsOf(one: CaseRecord, set: CapabilitySet): readonly RecordedTrial[] {
  return indexOf(one).bySet.get(set) ?? [];
}

/** The set that a trial ran under; undefined where the record has no such trial, or no answer rests on it. */
export function setOfTrial(one: CaseRecord, id: string): CapabilitySet | undefined {
  const trial = indexOf(one).byId.get(id);
  return trial && setOfNames(trial.set);
}

/** The trials that show what a set does: those of the set itself, or where none is, the watched ones that decide it. */
export function trialsShowing(one: CaseRecord, set: CapabilitySet): readonly RecordedTrial[] {
  const own = trialsOf(one, set);
  if (own.some(({ verdict }) => outcomeOf(verdict, 'exitZero') !== undefined)) return own;
  const cube = decidingCube(recordedCover(one, 'faithful'), set) ?? decidingCube(recordedCover(one, 'exitZero'), set);
  const watched = (cube?.trials ?? []).flatMap((id) => indexOf(one).byId.get(id) ?? []);
  return watched.length > 0 ? watched : own;
}

/** Whether a set was not tried, and watched trials of others decide what it does. */
export function isDecidedByOthers(one: CaseRecord, set: CapabilitySet): boolean {
  if (trialsOf(one, set).some(({ verdict }) => outcomeOf(verdict, 'exitZero') !== undefined)) return false;
  return ANSWERS.some((answer) => decidingCube(recordedCover(one, answer), set) !== undefined);
}

/** The ids of the trials that show that a set has this outcome: its own, or where it has none, the watched ones that decide it. */
export function idsShowing(one: CaseRecord, answer: Answer, set: CapabilitySet, outcome: Outcome): string[] {
  return trialsShowing(one, set)
    .filter((trial) => outcomeOfTrial(one, answer, trial) === outcome)
    .map(({ id }) => id);
}

/** The ids of the trials of exactly this set that had this outcome. */
export function trialsWith(one: CaseRecord, answer: Answer, set: CapabilitySet, outcome: Outcome): string[] {
  return trialsOf(one, set)
    .filter((trial) => outcomeOfTrial(one, answer, trial) === outcome)
    .map(({ id }) => id);
}

/** What a recorded trial says of its set; undefined where it says nothing of the build. */
export function outcomeOfTrial(
  one: CaseRecord,
  answer: Answer,
  { verdict, set }: Pick<RecordedTrial, 'verdict' | 'set'>,
): Outcome | undefined {
  if (verdict === 'timeout' && !isTakenForFailure(one, answer, setOfNames(set))) return undefined;
  return outcomeOf(verdict, answer);
}

/**
 * Whether the proof took it for a failure that a set ran into its deadline. It may only have been slow, so that it counts once it
 * did so again with nothing beside it; a record shows that in that the set is below one that fails, or that it contradicts another.
 * Where watched trials decide the set, they tell.
 */
export function isTakenForFailure(one: CaseRecord, answer: Answer, set: CapabilitySet): boolean {
  const isThis = (names: readonly string[]): boolean => setOfNames(names) === set;
  const cube = decidingCube(recordedCover(one, answer), set);
  const isBelowFailing = (): boolean => answerBorders(one, answer).failing.some((border) => isSubset(set, border));
  return (
    (cube === undefined ? isBelowFailing() : cube.outcome === 'fail') ||
    one.violations.some((violation) => violation.answer === answer && isThis(violation.failing)) ||
    one.flaky.some((flaky) => flaky.answer === answer && isThis(flaky.set))
  );
}

function indexOf(one: CaseRecord): TrialIndex {
  const index = indexes.get(one.trials) ?? newIndexOf(one);
  indexes.set(one.trials, index);
  return index;
}

function newIndexOf(one: CaseRecord): TrialIndex {
  const bySet = new Map<CapabilitySet, RecordedTrial[]>();
  const byId = new Map<string, RecordedTrial>();
  for (const trial of answerTrials(one)) {
    const set = setOfNames(trial.set);
    byId.set(trial.id, trial);
    const others = bySet.get(set);
    if (others === undefined) bySet.set(set, [trial]);
    else others.push(trial);
  }
  return { bySet, byId };
}
