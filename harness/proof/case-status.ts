import { namesOf } from '../capabilities/capability-set.ts';
import type { MaskEntry } from '../image/compare/mask.ts';
import type { CaseRecord } from '../record/record.ts';
import { blockedReason, blockedSet } from './blocked-set.ts';
import type { CaseState } from './case-state.ts';
import type { JudgedTrial } from './judge.ts';
import type { ReferenceState } from './reference-state.ts';
import { shownBy } from './shown-by.ts';
import { tamperedTrial } from './tampered-trial.ts';

/** Whether a case has no answer although trying it again may give one. Where more capabilities hurt, that is an answer of its own. */
export function isUnanswered({ status, violations }: Pick<CaseRecord, 'status' | 'violations'>): boolean {
  return status === 'infrastructure' || (status === 'partial' && violations.length === 0);
}

/** Whether both answers of a case are complete, and what ended the run before all was asked, in words; null if nothing did. */
interface CaseEnd {
  readonly complete: boolean;
  readonly ended: string | null;
}

/** How a case stands, and why where it is not proven. */
export function caseStatus(state: CaseState, { complete, ended }: CaseEnd): Pick<CaseRecord, 'status' | 'reason'> {
  const blocked = blockedSet(state) ?? blockedSet({ trials: state.fills });
  const tampered = tamperedTrial(state);
  if (tampered !== undefined) return { status: 'tampered', reason: tamperedReason(tampered) };
  if (state.reference.kind === 'failed') {
    const { failures } = state.reference;
    return {
      status: 'reference-failed',
      reason: `the build fails with everything granted: ${failures} of ${failures} builds failed`,
    };
  }
  if (state.reference.kind === 'flaky') return { status: 'flaky', reason: bothWays(state.reference) };
  if (blocked !== undefined && !complete) {
    return { status: 'infrastructure', reason: blockedReason(blocked, state.universe) };
  }
  if (state.reference.kind === 'open') {
    return { status: 'partial', reason: because('there is no reference image yet', ended) };
  }
  const hidden = state.mask.entries.filter(hidesLosses).map(({ text }) => text);
  if (hidden.length > 0) {
    return { status: 'unreproducible', reason: `what capabilities affect varies by itself: ${hidden.join('; ')}` };
  }
  const flaky = flakyReason(state);
  if (flaky !== undefined) return { status: 'flaky', reason: flaky };
  if (complete) return { status: 'proven', reason: null };
  return { status: 'partial', reason: violationOf(state) ?? because('not every set is decided', ended) };
}

function because(what: string, ended: string | null): string {
  return ended === null ? what : `${what}, because ${ended}`;
}

function tamperedReason({ observation, verdict }: JudgedTrial): string {
  return `${shownBy(verdict).join('; ')} (trial ${observation.trial})`;
}

/** Why a case is flaky, the most telling first: what fails with everything granted, what loses something only sometimes, what else fails. */
function flakyReason({ reference, unsteady, faithful, exitZero }: CaseState): string | undefined {
  if (reference.kind === 'sound' && reference.failures > 0) return bothWays(reference);
  const [first] = unsteady;
  if (first !== undefined) {
    const { set, same, lost, telling } = first;
    const builds = `${lost} of ${same + lost} builds with {${namesOf(set).join(' ')}}`;
    return `${builds} lost something that no build with everything granted lost: ${telling.difference.text}`;
  }
  return faithful.flaky.length + exitZero.flaky.length > 0 ? 'a set both succeeded and failed' : undefined;
}

/** That builds with everything granted end in both ways. */
function bothWays({ builds, failures, trial }: ReferenceState & { readonly kind: 'sound' | 'flaky' }): string {
  const why = trial === null ? [] : shownBy(trial.verdict);
  const counts = `with everything granted ${builds} of ${builds + failures} builds succeeded and ${failures} failed`;
  return [counts, ...why].join(': ');
}

/** Implied verdicts, and so the borders, rest on the assumption that more capabilities never hurt. */
function violationOf({ faithful, exitZero }: CaseState): string | undefined {
  const consequence = 'more capabilities hurt, so one set says nothing about another';
  if (faithful.conflicts.length > 0) return consequence;
  return exitZero.conflicts.length > 0 ? `exit code 0: ${consequence}` : undefined;
}

/**
 * Whether a masked field is one that capabilities decide, at a path that every build has. A path that only some builds have
 * (a file with a random name) is listed as masked, but does not make the rest of the comparison worthless.
 */
function hidesLosses({ field, hidesCapabilityEffect }: MaskEntry): boolean {
  return hidesCapabilityEffect && field !== 'presence';
}
