import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { type AuditSettings, auditPlanOf, auditTimes } from '../proof/audit-record.ts';
import type { CaseState } from '../proof/case-state.ts';
import { auditQuestions } from '../search/audit/audit.ts';
import type { Ledger } from '../search/ledger/ledger.ts';
import { ANSWERS, type Outcome } from '../vocabulary/answer.ts';
import { costsOf } from './costs.ts';
import type { Question } from './question.ts';
import { runningSets } from './strategy.ts';

/**
 * The sets that the audit has still to try: of both answers, as far as the time allowed goes. The order is fixed and what a
 * trial costs is expected from the case's own trials, so that no outcome decides what is tried.
 */
export function auditsDue(state: CaseState, settings: AuditSettings, running: readonly Question[]): CapabilitySet[] {
  if (!ANSWERS.every((answer) => state[answer].complete)) return [];
  const due = auditQuestions(...ANSWERS.map((answer) => auditPlanOf(state, answer, settings)));
  const costs = costsOf(state.trials);
  const expectedMs = (set: CapabilitySet): number => costs[expected(state.exitZero, set)];
  const { auditMs, otherMs } = auditTimes(state);
  let leftMs = (otherMs * settings.share) / (1 - settings.share) - auditMs;
  for (const { set, purpose } of running) if (purpose === 'audit') leftMs -= expectedMs(set);
  const affordable: CapabilitySet[] = [];
  for (const set of due) {
    // What did not end is tried again alone, not by the audit.
    if (runningSets(running).includes(set) || state.unsettled.includes(set)) continue;
    leftMs -= expectedMs(set);
    if (leftMs < 0) break;
    affordable.push(set);
  }
  return affordable;
}

function expected(ledger: Ledger, set: CapabilitySet): Outcome {
  return ledger.statusOf(set).status === 'fail' ? 'fail' : 'pass';
}
