import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { auditTimes } from '../proof/audit-record.ts';
import { type CaseState, variedTrials } from '../proof/case-state.ts';
import type { RunPolicy } from '../vocabulary/run-policy.ts';
import type { TrialPurpose } from '../vocabulary/trial-purpose.ts';
import { costsOf } from './costs.ts';
import type { Question } from './question.ts';
import { remainingMs, UNKNOWN_MS } from './remaining-work.ts';

/** What a case is at, in the order in which it gets there. */
export type Phase = 'reference' | 'subsets' | 'search' | 'repeats' | 'audit' | 'variations';

/** How far a case has come. */
export interface CaseProgress {
  /** Null if nothing is left to do. */
  readonly phase: Phase | null;
  /** How many trials have ended. */
  readonly trials: number;
  /** How long they took together. */
  readonly doneMs: number;
  /** About how long what is left takes, one trial after the other; null before anything is known. */
  readonly leftMs: number | null;
  /** The smallest set that is known to serve; undefined if none is. */
  readonly serves: CapabilitySet | undefined;
}

/** What a case is asked, as far as it decides how much is left. */
export interface CaseWork {
  readonly policy: Pick<RunPolicy, 'audit' | 'auditShare'>;
  /** How many sets are to be tried one by one; 0 for a search. */
  readonly sets: number;
  /** Whether those of them are left out that trials of other sets decide. @default false */
  readonly leavesDecided?: boolean;
}

const PHASES: Readonly<Record<TrialPurpose, Phase>> = {
  fill: 'reference',
  reference: 'reference',
  asked: 'subsets',
  search: 'search',
  retry: 'search',
  confirmation: 'repeats',
  challenge: 'repeats',
  audit: 'audit',
  variation: 'variations',
};

const ORDER: readonly Phase[] = ['reference', 'subsets', 'search', 'repeats', 'audit', 'variations'];

/** How far a case has come, from what it would ask next and what runs of it. */
export function caseProgress(state: CaseState, open: readonly Question[], work: CaseWork): CaseProgress {
  const phases = new Set(
    open.map(({ purpose, variation }) => (variation === undefined ? PHASES[purpose] : 'variations')),
  );
  const phase = ORDER.find((one) => phases.has(one)) ?? null;
  const { auditMs, otherMs } = auditTimes(state);
  return {
    phase,
    trials: state.trials.length + variedTrials(state).length + state.fills.length,
    doneMs: auditMs + otherMs,
    leftMs: phase === null ? 0 : leftMs(state, open, work),
    serves: state.reference.kind === 'sound' ? state.faithful.passing[0] : undefined,
  };
}

function leftMs(state: CaseState, open: readonly Question[], work: CaseWork): number | null {
  const { policy, sets } = work;
  if (state.reference.kind === 'open') return null;
  const costs = costsOf(state.trials);
  if (sets > 0) {
    return Math.max(0, sets - doneSets(state, work)) * costs.pass;
  }
  const searchMs = remainingMs(state);
  if (searchMs === UNKNOWN_MS) return null;
  const variedMs = open.filter(({ variation }) => variation !== undefined).length * costs.pass;
  return searchMs + auditLeftMs(state, open, { ...policy, searchMs }) + variedMs;
}

function doneSets({ trials, faithful, exitZero }: CaseState, { leavesDecided = false }: CaseWork): number {
  const tried = new Set(trials.map(({ observation }) => observation.capabilities)).size;
  if (!leavesDecided) return tried;
  return Math.max(tried, Math.min(faithful.cover?.decided ?? 0, exitZero.cover?.decided ?? 0));
}

/** What is due is known once both answers are; until then it is what the audit may take at the most. */
function auditLeftMs(
  state: CaseState,
  open: readonly Question[],
  { audit, auditShare, searchMs }: CaseWork['policy'] & { readonly searchMs: number },
): number {
  // Where trials are watched, cubes are expected to leave nothing to the audit.
  const isWatched = state.faithful.cover !== undefined;
  if (audit === null || (isWatched && open.every(({ purpose }) => purpose !== 'audit'))) return 0;
  const { auditMs, otherMs } = auditTimes(state);
  const allowedMs = ((otherMs + searchMs) * auditShare) / (1 - auditShare) - auditMs;
  const due = open.filter(({ purpose }) => purpose === 'audit').length;
  const isDueKnown = due > 0 || (state.faithful.complete && state.exitZero.complete && searchMs === 0);
  return Math.max(0, isDueKnown ? Math.min(allowedMs, due * costsOf(state.trials).pass) : allowedMs);
}
