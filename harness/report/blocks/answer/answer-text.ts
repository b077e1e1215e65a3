import { needOf } from '../../../record/capability-need.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { safeText } from '../../../text/plain-text.ts';

/** Sets as a person reads them: `CHOWN FOWNER or SETFCAP`; `nothing` for the empty set. */
export function alternativesText(sets: readonly (readonly string[])[]): string {
  if (sets.length === 0) return 'no set that was in play';
  return sets.map((set) => (set.length === 0 ? 'nothing' : safeText(set.join(' ')))).join('\nor ');
}

/** The same in one line. */
export function setsInline(sets: readonly (readonly string[])[]): string {
  return alternativesText(sets).replaceAll('\n', ' ');
}

/** Whether the two answers of a case are the same. */
export function answersAgree(one: CaseRecord): boolean {
  return (
    one.faithful.complete === one.exitZero.complete &&
    JSON.stringify(one.faithful.minimalSets) === JSON.stringify(one.exitZero.minimalSets)
  );
}

/** The verb before what exit code 0 needs, which is less than the same image needs; of what is not proven no need is claimed. */
export function exitZeroVerb(isProven: boolean, sets: readonly (readonly string[])[]): string {
  if (!isProven) return 'works with';
  return sets.some((set) => set.length === 0) ? 'needs' : 'needs only';
}

/** What a case needs, for the cell of a table that says so; for an answer that is not complete, only what is known. */
export function needsCell(one: CaseRecord, exitZeroLabel: string): string[] {
  const { faithful, exitZero } = one;
  const necessary = one.universe.filter((name) => needOf(one, name) === 'needed');
  const whole = faithful.complete
    ? [alternativesText(faithful.minimalSets)]
    : [
        ...(necessary.length === 0 ? [] : [`at least ${safeText(necessary.join(' '))}`]),
        `works with ${alternativesText(faithful.minimalSets)}`,
      ];
  if (answersAgree(one)) return whole;
  const lesser = exitZero.complete
    ? alternativesText(exitZero.minimalSets)
    : `works with ${alternativesText(exitZero.minimalSets)}`;
  return [...whole, `${exitZeroLabel} ${lesser}`];
}

/** What a run says of all its cases together; of such as are not proven it claims no need. */
export function profileVerb(cases: readonly CaseRecord[], answer: 'faithful' | 'exitZero'): string {
  const answered = cases.filter((one) => one[answer].minimalSets.length > 0);
  return answered.every((one) => one[answer].complete) ? 'need' : 'work with';
}
