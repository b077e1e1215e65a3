import { type CapabilitySet, difference, EMPTY_SET, intersection } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import type { Answer } from '../vocabulary/answer.ts';
import { answerBorders } from './answer-borders.ts';
import { isKnownToHurt, recordedCover } from './answer-cover.ts';
import type { CaseRecord } from './record.ts';
import { findingOfSet, type SetFinding } from './set-finding.ts';

/** Whether a case can do without some capabilities. */
export interface ServingWithout {
  readonly possible: 'yes' | 'no' | 'not-known';
  /** The smallest sets known to serve that hold none of them. */
  readonly serving: readonly CapabilitySet[];
  /** The universe without them: nothing smaller serves where this fails, unless more capabilities hurt. */
  readonly rest: CapabilitySet;
  readonly finding: SetFinding;
}

/** Reads off whether some set serves a case that holds none of these capabilities. */
export function servingWithout(one: CaseRecord, answer: Answer, without: CapabilitySet): ServingWithout {
  const rest = difference(setOfNames(one.universe), without);
  const serving = answerBorders(one, answer).minimal.filter((set) => intersection(set, without) === EMPTY_SET);
  const finding = findingOfSet(one, answer, rest);
  const told = { serving, rest, finding };
  if (serving.length > 0 || finding.kind === 'serves') return { possible: 'yes', ...told };
  // Then every minimal set is known, and each holds one of them.
  if (recordedCover(one, answer)?.decidesAll === true) return { possible: 'no', ...told };
  // Where more capabilities hurt, a smaller set may serve although all the rest together fails.
  const isExcluded = finding.kind === 'fails' && !isKnownToHurt(one, answer) && !servedOnce(one, answer, without);
  if (isExcluded) return { possible: 'no', ...told };
  return { possible: 'not-known', ...told };
}

/** Whether a set without these served in some trial, whatever became of it later: no failure excludes then that one serves. */
function servedOnce({ trials }: CaseRecord, answer: Answer, without: CapabilitySet): boolean {
  const serving = answer === 'faithful' ? ['faithful'] : ['faithful', 'degraded'];
  return trials.all.some(
    ({ set, verdict, variation, purpose }) =>
      variation === null &&
      purpose !== 'fill' &&
      serving.includes(verdict) &&
      intersection(setOfNames(set), without) === EMPTY_SET,
  );
}
