import { isSubset, union } from '../capabilities/capability-set.ts';
import { parseSet, setOfNames } from '../capabilities/parse-set.ts';
import type { LockException } from '../lock/lock-file.ts';
import type { CaseDifference, CheckedCase, Tolerance } from './check-change.ts';

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
  const covering = exceptions.filter((exception) => exception.case === path && covers(exception, difference));
  const valid = covering.find(({ expires }) => expires >= today);
  if (valid !== undefined) return { kind: 'tolerated', exception: valid };
  const [over] = covering;
  return over === undefined ? { kind: 'none' } : { kind: 'expired', exception: over };
}

/** The exceptions for what does not happen: those of a case that was looked at, had a verdict, and does not differ so. */
export function idleExceptions(exceptions: readonly LockException[], cases: readonly CheckedCase[]): LockException[] {
  const checked = new Map(cases.map((one) => [one.path, one]));
  return exceptions.filter((exception) => {
    const one = checked.get(exception.case);
    return one !== undefined && wasDecided(one, exception) && !one.changes.some((change) => covers(exception, change));
  });
}

/** Whether the run could have shown what the exception is for. */
function wasDecided({ changes, image }: CheckedCase, { accepts }: LockException): boolean {
  if (accepts === 'reference-changed') return image.kind === 'same';
  return changes.every(({ kind }) => kind !== 'no-verdict' && kind !== 'not-comparable' && kind !== 'gone');
}

function covers({ accepts, capabilities }: LockException, difference: CaseDifference): boolean {
  if (difference.kind !== accepts) return false;
  if (capabilities === undefined) return true;
  return 'proofs' in difference && staysWithin(difference, capabilities);
}

/** Whether each locked set that no longer serves does so again with what is tolerated besides. */
function staysWithin({ proofs, found }: Extract<CaseDifference, { proofs: unknown }>, capabilities: string): boolean {
  const besides = parseSet(capabilities);
  return proofs
    .filter(({ serves }) => serves === 'locked')
    .every(({ set }) => {
      const granted = union(setOfNames(set), besides);
      return found.some((needed) => isSubset(setOfNames(needed), granted));
    });
}
