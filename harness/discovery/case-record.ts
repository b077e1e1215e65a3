import { type CapabilitySet, formatMask, namesOf } from '../capabilities/capability-set.ts';
import type { ImageFingerprint } from '../image/fingerprint.ts';
import type { MaskEntry } from '../image/mask.ts';
import { maskedDigest } from '../image/masked-digest.ts';
import type { EventOf } from '../journal/event.ts';
import type { RunPolicy } from '../record/identity.ts';
import type { CaseRecord } from '../record/record.ts';
import { auditRecord } from './audit.ts';
import { blockedSet } from './blocked-set.ts';
import type { CaseState } from './case-state.ts';
import { failuresNeeded } from './certainty.ts';
import { answerRecord, flakySetsOf, lossesOf, violationsOf } from './findings.ts';
import { hardeningRecord } from './hardening.ts';
import { referenceFingerprint } from './judge.ts';
import { partialAnswer } from './partial-answer.ts';
import { shownBy } from './shown-by.ts';
import { planesOf, truthTableOf } from './truth-table-of.ts';
import { caseWitness, deniedChecks } from './witnessed.ts';

/** What a run says of a case beside its trials. */
export interface CaseContext {
  readonly plan: EventOf<'case-planned'>;
  readonly untestable: CapabilitySet;
  readonly policy: RunPolicy;
  /** How often a set that serves fails all the same, pooled over all cases of the run. */
  readonly falseFailureRate: number;
  /** The capabilities of which every subset is to be tried; undefined for a search. */
  readonly tabled?: CapabilitySet | undefined;
  /** The fingerprint that an observation names. */
  readonly fingerprintOf: (digest: string) => ImageFingerprint;
}

/** The record of a case. */
export function caseRecord(context: CaseContext, state: CaseState): CaseRecord {
  const { plan, policy } = context;
  const certainty = { ...policy, confirm: failuresNeeded(state, policy, context.falseFailureRate) };
  const faithful = answerRecord('faithful', state, certainty);
  const exitZero = answerRecord('exitZero', state, certainty);
  return {
    id: plan.case,
    title: plan.title,
    path: plan.path,
    dockerfile: plan.dockerfile ?? null,
    ...statusOf(state, faithful.complete && exitZero.complete),
    universe: namesOf(plan.universe),
    untestable: namesOf(context.untestable),
    contextSha256: plan.contextSha256,
    network: plan.network,
    instructions: [...plan.instructions],
    bases: [...plan.bases],
    faithful: withoutReference(state, faithful),
    exitZero: withoutReference(state, exitZero),
    partial: {
      faithful: partialAnswer(state, 'faithful', faithful, policy.confirm),
      exitZero: partialAnswer(state, 'exitZero', exitZero, policy.confirm),
    },
    losses: state.reference.kind === 'sound' ? lossesOf(state) : [],
    violations: [...violationsOf('faithful', state.faithful), ...violationsOf('exitZero', state.exitZero)],
    flaky: [...flakySetsOf('faithful', state.faithful), ...flakySetsOf('exitZero', state.exitZero)],
    masked: state.mask.entries.map(({ layer, path, field, text }) => ({ layer, path, field, text })),
    referenceImage: referenceImageOf(state, context.fingerprintOf),
    hardening: policy.harden === true ? hardeningRecord(state, certainty.confirm) : null,
    audit:
      policy.audit === null ? null : auditRecord(state, { ...policy, samples: policy.audit, share: policy.auditShare }),
    witness: caseWitness(
      state.trials.map(({ observation }) => observation),
      plan.universe,
    ),
    truthTable: tableOf(state, context.tabled),
    referenceFailure: referenceFailure(state),
    trials: trialsOf(state, certainty.confirm),
  };
}

function tableOf(state: CaseState, tabled: CapabilitySet | undefined): CaseRecord['truthTable'] {
  if (tabled === undefined || state.reference.kind !== 'sound') return null;
  return truthTableOf(tabled, planesOf(state.universe, tabled), state.trials);
}

/** The record of a case that could not be tried at all. */
export function abandonedCaseRecord(event: EventOf<'case-abandoned'>): CaseRecord {
  const unanswered = { complete: false, minimalSets: [], maximalFailingSets: [] };
  return {
    id: event.case,
    title: event.title,
    path: event.path,
    dockerfile: null,
    status: 'infrastructure',
    reason: event.reason,
    universe: namesOf(event.universe),
    untestable: [],
    contextSha256: null,
    network: 'none',
    instructions: [],
    bases: [],
    faithful: unanswered,
    exitZero: unanswered,
    partial: { faithful: null, exitZero: null },
    losses: [],
    violations: [],
    flaky: [],
    masked: [],
    referenceImage: null,
    hardening: null,
    audit: null,
    witness: null,
    truthTable: null,
    referenceFailure: null,
    trials: { count: 0, lowerBound: 0, wallMs: 0, totalMs: 0, confirm: 0, all: [] },
  };
}

function statusOf(state: CaseState, complete: boolean): Pick<CaseRecord, 'status' | 'reason'> {
  const blocked = blockedSet(state);
  if (state.reference.kind === 'failed') {
    return { status: 'reference-failed', reason: 'the build fails with everything granted' };
  }
  if (state.reference.kind === 'flaky') {
    const { builds, failures } = state.reference;
    return { status: 'flaky', reason: `with everything granted ${builds} builds succeeded and ${failures} failed` };
  }
  if (blocked !== undefined && !complete) return { status: 'infrastructure', reason: blocked.message };
  if (state.reference.kind === 'open') return { status: 'partial', reason: 'the reference is not built' };
  const hidden = state.mask.entries.filter(hidesLosses).map(({ text }) => text);
  if (hidden.length > 0) {
    return { status: 'unreproducible', reason: `what capabilities decide differs by itself: ${hidden.join('; ')}` };
  }
  if (state.faithful.flaky.length + state.exitZero.flaky.length > 0) {
    return { status: 'flaky', reason: 'a set both succeeded and failed' };
  }
  if (complete) return { status: 'proven', reason: null };
  return { status: 'partial', reason: violationOf(state) ?? 'not every set is decided' };
}

/** Implied verdicts, and so the borders, rest on the assumption that more capabilities never hurt. */
function violationOf({ faithful, exitZero }: CaseState): string | undefined {
  const consequence = 'more capabilities hurt, so that what one set shows decides no other';
  if (faithful.conflicts.length > 0) return consequence;
  return exitZero.conflicts.length > 0 ? `of exit code 0: ${consequence}` : undefined;
}

/**
 * Whether a masked field is one that capabilities decide, at a path that every build has. A path that only some builds have
 * (a file with a random name) is listed as masked, but does not make the rest of the comparison worthless.
 */
function hidesLosses({ field, hidesCapabilityEffect }: MaskEntry): boolean {
  return hidesCapabilityEffect && field !== 'presence';
}

/** As long as the reference is not sound, the universe's place among the passing sets says nothing. */
function withoutReference(state: CaseState, answer: CaseRecord['faithful']): CaseRecord['faithful'] {
  if (state.reference.kind === 'sound') return answer;
  return { ...answer, complete: false, minimalSets: [] };
}

function referenceFailure(state: CaseState): CaseRecord['referenceFailure'] {
  if (state.reference.kind !== 'failed') return null;
  const { observation, verdict } = state.reference.trial;
  const log = [...observation.log];
  if (verdict.kind !== 'failed')
    return { phase: 'unknown', instruction: null, message: 'still running at its deadline', log };
  const { phase, instruction, message } = verdict.failure;
  return { phase, instruction, message, log };
}

function referenceImageOf(state: CaseState, fingerprintOf: CaseContext['fingerprintOf']): string | null {
  const fingerprint = referenceFingerprint(
    state.universe,
    state.trials.map(({ observation }) => observation),
  );
  return fingerprint === undefined ? null : maskedDigest(fingerprintOf(fingerprint), state.mask);
}

function trialsOf(state: CaseState, confirm: number): CaseRecord['trials'] {
  const starts = state.trials.map(({ observation }) => Date.parse(observation.startedAt));
  const ends = state.trials.map(({ observation }) => Date.parse(observation.startedAt) + observation.durationMs);
  return {
    count: state.trials.length,
    lowerBound: lowerBound(state),
    wallMs: starts.length === 0 ? 0 : Math.max(...ends) - Math.min(...starts),
    totalMs: state.trials.reduce((sum, { observation }) => sum + observation.durationMs, 0),
    confirm,
    all: [...state.trials, ...state.hardened].map(({ observation, verdict }) => ({
      id: observation.trial,
      set: namesOf(observation.capabilities),
      purpose: observation.purpose,
      verdict: verdict.kind,
      capBnd: observation.evidence === null ? null : formatMask(observation.evidence.bounding),
      shown: shownBy(verdict),
      noNewPrivileges: observation.evidence?.noNewPrivileges ?? null,
      seccomp: observation.evidence?.seccomp ?? null,
      durationMs: observation.durationMs,
      denied: deniedChecks(observation, state.universe),
    })),
  };
}

/** Both answers need each of their border sets tried; a set that serves both counts once, the reference not at all. */
function lowerBound(state: CaseState): number {
  const border = [state.faithful, state.exitZero].flatMap(({ passing, failing }) => [...passing, ...failing]);
  return new Set(border.filter((set) => set !== state.universe)).size;
}
