import type { MaskEntry } from '../image/compare/mask.ts';
import type { CaseRecord } from '../record/record.ts';
import { blockedSet } from './blocked-set.ts';
import type { CaseState } from './case-state.ts';
import type { JudgedTrial } from './judge.ts';
import { shownBy } from './shown-by.ts';
import { tamperedTrial } from './tampered-trial.ts';

/** How a case stands, and why where it is not proven; `complete` says whether both answers are. */
export function caseStatus(state: CaseState, complete: boolean): Pick<CaseRecord, 'status' | 'reason'> {
  const blocked = blockedSet(state) ?? blockedSet({ trials: state.fills });
  const tampered = tamperedTrial(state);
  if (tampered !== undefined) return { status: 'tampered', reason: tamperedReason(tampered) };
  if (state.reference.kind === 'failed') {
    return { status: 'reference-failed', reason: 'the build fails with everything granted' };
  }
  if (state.reference.kind === 'flaky') {
    const { builds, failures } = state.reference;
    return { status: 'flaky', reason: `with everything granted ${builds} builds succeeded and ${failures} failed` };
  }
  if (blocked !== undefined && !complete) return { status: 'infrastructure', reason: blocked.message };
  if (state.reference.kind === 'open') return { status: 'partial', reason: 'there is no reference image yet' };
  const hidden = state.mask.entries.filter(hidesLosses).map(({ text }) => text);
  if (hidden.length > 0) {
    return { status: 'unreproducible', reason: `what capabilities affect varies by itself: ${hidden.join('; ')}` };
  }
  if (state.faithful.flaky.length + state.exitZero.flaky.length > 0) {
    return { status: 'flaky', reason: 'a set both succeeded and failed' };
  }
  if (complete) return { status: 'proven', reason: null };
  return { status: 'partial', reason: violationOf(state) ?? 'not every set is decided' };
}

function tamperedReason({ observation, verdict }: JudgedTrial): string {
  return `${shownBy(verdict).join('; ')} (trial ${observation.trial})`;
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
