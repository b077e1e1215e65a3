import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { CaseRecord } from '../record/record.ts';
import { auditedAnswer } from '../search/audit/audit.ts';
import type { Ledger } from '../search/ledger/ledger.ts';
import { ANSWERS, type Answer, type Outcome } from '../vocabulary/answer.ts';
import type { AuditedAnswer } from '../vocabulary/audit.ts';
import type { CaseState } from './case-state.ts';

/** What an audit draws. */
export interface AuditSettings {
  /** How many sets with an implied verdict are drawn for each answer. */
  readonly samples: number;
  readonly seed: number;
  /** The part of the time of all trials of a case that its audit may take, from 0 to 1. */
  readonly share: number;
}

/** The audit of a case as its record states it; null as long as an answer is not complete. */
export function auditRecord(
  state: CaseState,
  { confidence, ...settings }: AuditSettings & { readonly confidence: number },
): CaseRecord['audit'] {
  if (state.reference.kind !== 'sound' || !ANSWERS.every((answer) => state[answer].complete)) return null;
  const audited = (answer: Answer): AuditedAnswer =>
    auditedAnswer({ ...auditPlanOf(state, answer, settings), confidence });
  const { auditMs, otherMs } = auditTimes(state);
  return {
    confidence,
    seed: settings.seed,
    faithful: audited('faithful'),
    exitZero: audited('exitZero'),
    trials: state.trials.filter(isAudit).length,
    totalMs: auditMs,
    shareAllowed: settings.share,
    share: auditMs / Math.max(1, auditMs + otherMs),
  };
}

/** What an audit of one answer draws from, and what the trials of each set themselves have shown. */
export function auditPlanOf(state: CaseState, answer: Answer, settings: AuditSettings) {
  const { universe, passing, failing, cover } = state[answer];
  // Where cubes decide every set, nothing is implied: there is nothing to test.
  const isImplied = cover?.complete !== true;
  const borders = {
    universe,
    minimalSets: isImplied ? passing : [],
    maximalFailingSets: isImplied ? failing : [],
  };
  return { ...settings, borders, observed: (set: CapabilitySet) => observed(state[answer], set) };
}

/** How long the trials of the audit took together, and all others. */
export function auditTimes({ trials }: Pick<CaseState, 'trials'>): {
  readonly auditMs: number;
  readonly otherMs: number;
} {
  const [auditMs, allMs] = [totalMs(trials.filter(isAudit)), totalMs(trials)];
  return { auditMs, otherMs: allMs - auditMs };
}

/** What the trials of the set itself or of its cube showed; what is implied beyond these is what the audit is about. */
function observed(ledger: Ledger, set: CapabilitySet): Outcome | undefined {
  if (!['trial', 'cube'].includes(ledger.basisOf(set))) return undefined;
  const { status } = ledger.statusOf(set);
  return status === 'unknown' ? undefined : status;
}

function isAudit({ observation }: CaseState['trials'][number]): boolean {
  return observation.purpose === 'audit';
}

function totalMs(trials: CaseState['trials']): number {
  return trials.reduce((sum, { observation }) => sum + observation.durationMs, 0);
}
