import type { LockException } from '../lock/lock-file.ts';
import type { CaseChange, CheckedCase, Tolerance } from './checked-case.ts';
import { type CaseDifference, CHANGE_KINDS, kindOf } from './kinds/change-kinds.ts';

/** What is tolerated, and on which day that is asked. */
export interface ExceptionTerms {
  readonly exceptions: readonly LockException[];
  /** In UTC: `2027-01-31`. */
  readonly today: string;
}

/** Whether the lock file tolerates a difference of this case. */
export function toleranceOf(
  path: string,
  difference: CaseDifference,
  { exceptions, today }: ExceptionTerms,
): Tolerance {
  const own = exceptions.filter((exception) => exception.case === path);
  const covering = own.filter((exception) => covers(exception, difference));
  const valid = covering.find(({ expires }) => expires >= today);
  if (valid !== undefined) return { kind: 'tolerated', exception: valid };
  const [over] = covering;
  if (over !== undefined) return { kind: 'expired', exception: over };
  const [tooNarrow] = own.flatMap((exception) => {
    const needed = exception.expires < today ? undefined : kindOf(difference).shortfall?.(difference, exception);
    return needed === undefined ? [] : [{ exception, needed }];
  });
  return { kind: 'none', ...(tooNarrow !== undefined && { tooNarrow }) };
}

/** The exceptions for what does not happen: those of a case that was looked at, had a verdict, and does not differ so. */
export function idleExceptions(exceptions: readonly LockException[], cases: readonly CheckedCase[]): LockException[] {
  const checked = new Map(cases.map((one) => [one.path, one]));
  return exceptions.filter((exception) => {
    const one = checked.get(exception.case);
    return one !== undefined && wasDecided(one, exception) && !one.changes.some((change) => isFor(exception, change));
  });
}

/** Whether the run could have shown what the exception is for. */
function wasDecided(one: CheckedCase, { accepts }: LockException): boolean {
  return CHANGE_KINDS[accepts].couldBeSeen?.(one) ?? one.changes.every((change) => kindOf(change).leavesOpen !== true);
}

/** Whether it was written for such a change, even if it allows too little: then it is to be widened, not removed. */
function isFor(exception: LockException, change: CaseChange): boolean {
  const { tolerance } = change;
  return covers(exception, change) || (tolerance.kind === 'none' && tolerance.tooNarrow?.exception === exception);
}

function covers(exception: LockException, difference: CaseDifference): boolean {
  return kindOf(difference).isCoveredBy(difference, exception);
}
