import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { ANSWERS, type Answer } from '../record/outcome.ts';
import type { CaseRecord } from '../record/record.ts';
import { type AuditedAnswer, auditedAnswer, auditQuestions } from '../search/audit.ts';
import type { Fact } from '../search/fact.ts';
import type { Ledger } from '../search/ledger.ts';
import type { CaseState } from './case-state.ts';
import type { Question } from './question.ts';
import { setsOf } from './strategy.ts';

/** What an audit draws. */
export interface AuditSettings {
  /** How many sets with an implied verdict are drawn for each answer. */
  readonly samples: number;
  readonly seed: number;
  /** The part of the time of all trials of a case that its audit may take, from 0 to 1. */
  readonly share: number;
}

/**
 * The sets that the audit has still to try: of both answers, as far as the time allowed goes. The order is fixed and what a
 * trial costs is expected from the case's own trials, so that no outcome decides what is tried.
 */
export function auditsDue(state: CaseState, settings: AuditSettings, running: readonly Question[]): CapabilitySet[] {
  if (!ANSWERS.every((answer) => state[answer].complete)) return [];
  const due = auditQuestions(...ANSWERS.map((answer) => planOf(state, answer, settings)));
  const expectedMs = (set: CapabilitySet): number => state.costs[expected(state.exitZero, set)];
  let leftMs = allowedMs(state, settings.share) - auditMs(state);
  for (const { set, purpose } of running) if (purpose === 'audit') leftMs -= expectedMs(set);
  const affordable: CapabilitySet[] = [];
  for (const set of due) {
    // What did not end is tried again alone, not by the audit.
    if (setsOf(running).includes(set) || state.unsettled.includes(set)) continue;
    leftMs -= expectedMs(set);
    if (leftMs < 0) break;
    affordable.push(set);
  }
  return affordable;
}

/** The audit of a case as its record states it; null as long as an answer is not complete. */
export function auditRecord(
  state: CaseState,
  { confidence, ...settings }: AuditSettings & { readonly confidence: number },
): CaseRecord['audit'] {
  if (state.reference.kind !== 'sound' || !ANSWERS.every((answer) => state[answer].complete)) return null;
  const audited = (answer: Answer): AuditedAnswer => auditedAnswer({ ...planOf(state, answer, settings), confidence });
  const own = state.trials.filter(isAudit);
  return {
    confidence,
    seed: settings.seed,
    faithful: audited('faithful'),
    exitZero: audited('exitZero'),
    trials: own.length,
    totalMs: auditMs(state),
    shareAllowed: settings.share,
    share: auditMs(state) / Math.max(1, auditMs(state) + otherMs(state)),
  };
}

function planOf(state: CaseState, answer: Answer, settings: AuditSettings) {
  const { universe, passing, failing } = state[answer];
  const borders = { universe, minimalSets: passing, maximalFailingSets: failing };
  return { ...settings, borders, observed: (set: CapabilitySet) => observed(state[answer], set) };
}

/** What the trials of the set itself showed; what other sets imply is what the audit is about. */
function observed(ledger: Ledger, set: CapabilitySet): Fact['outcome'] | undefined {
  const { passes, fails } = ledger.countsOf(set);
  if (passes > 0) return 'pass';
  return fails > 0 ? 'fail' : undefined;
}

function expected(ledger: Ledger, set: CapabilitySet): Fact['outcome'] {
  return ledger.statusOf(set).status === 'fail' ? 'fail' : 'pass';
}

function allowedMs(state: CaseState, share: number): number {
  return (otherMs(state) * share) / (1 - share);
}

function auditMs(state: CaseState): number {
  return totalMs(state.trials.filter(isAudit));
}

function otherMs(state: CaseState): number {
  return totalMs(state.trials.filter((trial) => !isAudit(trial)));
}

function isAudit({ observation }: CaseState['trials'][number]): boolean {
  return observation.purpose === 'audit';
}

function totalMs(trials: CaseState['trials']): number {
  return trials.reduce((sum, { observation }) => sum + observation.durationMs, 0);
}
