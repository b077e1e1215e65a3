import type { LockException } from '../../lock/lock-file.ts';
import { safeText, shorten } from '../../text/plain-text.ts';
import { listText } from '../../text/set-text.ts';
import type { CaseChange, CheckedCase } from '../checked-case.ts';
import { type CaseDifference, kindOf } from '../kinds/change-kinds.ts';
import { LONGEST } from './check-proof-text.ts';
import { causeText } from './fact-text.ts';

/** A case in lines: what is not as locked, the trials that prove it, and what was changed since. */
export function caseLines(one: CheckedCase): string[] {
  const told = one.changes.filter((change) => kindOf(change).isToldTogether !== true);
  if (told.length === 0) return [];
  return [
    `${safeText(one.id)}  ${caseWords(told)}`,
    ...withoutRepeats(told).flatMap((change) =>
      [...changeLines(change), ...toleranceLines(change)].map((line) => `  ${line}`),
    ),
    ...causeLines(one).map((line) => `  ${line}`),
  ];
}

/** What a person calls all changes of a case together. */
export function caseWords(changes: readonly CaseChange[]): string {
  const kinds = changes.map(kindOf);
  const telling = kinds.filter(({ isSecondary }) => isSecondary !== true);
  const words = new Set((telling.length === 0 ? kinds : telling).map((kind) => kind.words));
  return [...words].join(', ');
}

/** One change with its proof. */
export function changeLines(change: CaseDifference): string[] {
  const kind = kindOf(change);
  return [...kind.lines(change), ...withoutRepeats(kind.parts?.(change) ?? []).flatMap(changeLines)];
}

function withoutRepeats<T extends CaseDifference>(changes: readonly T[]): T[] {
  return changes.filter((change) => kindOf(change).isRepeated?.(change) !== true);
}

/** Whether a change is tolerated, no longer is, or would be by an exception that allows more. */
export function toleranceLines({ tolerance }: CaseChange): string[] {
  if (tolerance.kind === 'none') return tolerance.tooNarrow === undefined ? [] : [narrowText(tolerance.tooNarrow)];
  const { expires } = tolerance.exception;
  const words =
    tolerance.kind === 'tolerated'
      ? `accepted until ${expires}`
      : `exception expired, it accepted this until ${expires}`;
  return [`${words}: ${reasonText(tolerance.exception)}`];
}

function narrowText({ exception, needed }: TooNarrow): string {
  const { capabilities = 'none' } = exception;
  const accepts = capabilities === 'none' ? 'no capability' : listText(capabilities.split(','));
  const but =
    needed === null
      ? 'no capability is known to help'
      : `${listText(needed)} ${needed.length === 1 ? 'is' : 'are'} needed`;
  return `an exception accepts ${accepts}, but ${but}: ${reasonText(exception)}`;
}

/** What an exception allows, and what it does not. */
type TooNarrow = NonNullable<Extract<CaseChange['tolerance'], { kind: 'none' }>['tooNarrow']>;

/** Why it was made, and who answers for it. */
function reasonText({ reason, owner }: LockException): string {
  return `${safeText(shorten(reason, LONGEST))} (owner: ${safeText(shorten(owner, LONGEST))})`;
}

/** What was changed since the case was locked. */
function causeLines({ causes, facts, changes }: CheckedCase): string[] {
  if (changes.every((change) => kindOf(change).isWithoutCause === true)) return [];
  if (causes.some(({ field }) => field !== 'builder'))
    return [`changed since it was locked: ${causes.map(causeText).join('; ')}`];
  if (causes.length + facts.length > 0) return [];
  return ['the build is as locked: what it fetches may have changed, or somebody edited the lock file'];
}
