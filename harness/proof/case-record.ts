import { type CapabilitySet, formatMask, namesOf } from '../capabilities/capability-set.ts';
import { maskedDigest } from '../image/compare/masked-digest.ts';
import type { CaseRecord } from '../record/record.ts';
import type { Case } from '../vocabulary/case.ts';
import type { ProcessStatus } from '../vocabulary/process-status.ts';
import type { EventOf } from '../vocabulary/run-event.ts';
import type { RunTask } from '../vocabulary/run-plan.ts';
import type { RunPolicy } from '../vocabulary/run-policy.ts';
import { auditRecord } from './audit-record.ts';
import { type CaseState, isConclusive, variedTrials } from './case-state.ts';
import { caseStatus } from './case-status.ts';
import { failuresToProve } from './certainty.ts';
import { answerRecord, flakySetsOf, lossesOf, violationsOf } from './findings.ts';
import { maskedPlaces } from './images/masked-places.ts';
import type { FingerprintSource } from './images/remembered-comparison.ts';
import { type JudgedTrial, referenceFingerprint } from './judge.ts';
import { partialAnswerOf } from './partial-answer.ts';
import { shownBy } from './shown-by.ts';
import { tamperedTrial } from './tampered-trial.ts';
import { coversFor, planesOf, tabledCapabilities, truthTableOf } from './truth-table-of.ts';
import { namesIn } from './untried-case.ts';
import { variationRecord } from './variation-record.ts';
import { beyondUniverse } from './watched/beyond-universe.ts';
import { caseWitness, deniedChecks } from './watched/witnessed.ts';

/** What a run says of a case beside its trials. */
export interface CaseContext {
  readonly case: Case;
  readonly prepared: EventOf<'case-prepared'>;
  readonly untestable: CapabilitySet;
  readonly policy: RunPolicy;
  /** How often a set that serves fails all the same, pooled over all cases of the run. */
  readonly falseFailureRate: number;
  readonly task: RunTask;
  readonly fingerprintOf: FingerprintSource;
  /** What ended the run before all was asked, in words; null if nothing did. */
  readonly ended: string | null;
}

/** The record of a case. */
export function caseRecord(context: CaseContext, state: CaseState): CaseRecord {
  const { case: one, prepared, policy } = context;
  const certainty = { ...policy, confirm: failuresToProve(state, policy, context.falseFailureRate) };
  const faithful = answerRecord('faithful', state, certainty);
  const exitZero = answerRecord('exitZero', state, certainty);
  const observations = state.trials.map(({ observation }) => observation);
  const beyond = beyondUniverse(observations, prepared.universe);
  return {
    ...namesIn(one),
    ...caseStatus(state, { complete: faithful.complete && exitZero.complete, ended: context.ended }),
    universe: namesOf(prepared.universe),
    untestable: namesOf(context.untestable),
    contextSha256: prepared.contextSha256,
    bases: [...prepared.bases],
    faithful: withoutReference(state, faithful),
    exitZero: withoutReference(state, exitZero),
    partial: {
      faithful: partialAnswerOf(state, 'faithful', faithful, policy.confirm),
      exitZero: partialAnswerOf(state, 'exitZero', exitZero, policy.confirm),
    },
    losses: state.reference.kind === 'sound' ? lossesOf(state) : [],
    violations: [...violationsOf('faithful', state.faithful), ...violationsOf('exitZero', state.exitZero)],
    flaky: [...flakySetsOf('faithful', state), ...flakySetsOf('exitZero', state)],
    masked: maskedPlaces(state.mask),
    referenceImage: referenceImageOf(state, context.fingerprintOf),
    variations: variationRecord(state, prepared.variations, {
      ...policy,
      falseFailureRate: context.falseFailureRate,
      searches: context.task.kind !== 'one-set',
      ended: context.ended,
    }),
    audit:
      policy.audit === null || isCovered(state)
        ? null
        : auditRecord(state, { ...policy, samples: policy.audit, share: policy.auditShare }),
    witness: caseWitness(observations, prepared.universe),
    ...(beyond !== undefined && { beyondUniverse: beyond }),
    truthTable: tableOf(state, context.task),
    referenceFailure: referenceFailure(state),
    trials: trialsOf(state, certainty.confirm, one.configuration.user !== null),
  };
}

function tableOf(state: CaseState, task: RunTask): CaseRecord['truthTable'] {
  const tabled = tabledCapabilities(task, state.universe);
  if (tabled === undefined || state.reference.kind !== 'sound') return null;
  return truthTableOf(tabled, planesOf(state.universe, tabled), state.trials, coversFor(task, state));
}

/** Without a sound reference the universe's place among the passing sets says nothing, and after a forgery no trial does. */
function withoutReference(state: CaseState, answer: CaseRecord['faithful']): CaseRecord['faithful'] {
  if (state.reference.kind === 'sound' && tamperedTrial(state) === undefined) return answer;
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

function trialsOf(state: CaseState, confirm: number, withUser: boolean): CaseRecord['trials'] {
  const starts = state.trials.map(({ observation }) => Date.parse(observation.startedAt));
  const abouts = [state, ...[...state.varied.values()].map((varied) => varied.state)].map(({ about }) => about);
  const ends = state.trials.map(({ observation }) => Date.parse(observation.startedAt) + observation.durationMs);
  return {
    count: state.trials.length,
    lowerBound: lowerBound(state),
    wallMs: starts.length === 0 ? 0 : Math.max(...ends) - Math.min(...starts),
    totalMs: state.trials.reduce((sum, { observation }) => sum + observation.durationMs, 0),
    confirm,
    all: [...state.trials, ...variedTrials(state), ...state.fills].map(({ observation, verdict }) => ({
      id: observation.trial,
      set: namesOf(observation.capabilities),
      purpose: observation.purpose,
      variation: observation.variation,
      verdict: verdict.kind,
      capBnd: observation.evidence === null ? null : formatMask(observation.evidence.bounding),
      shown: shownBy(verdict),
      noNewPrivileges: observation.evidence?.noNewPrivileges ?? null,
      seccomp: observation.evidence?.seccomp ?? null,
      ...(withUser && { ranAs: ranAs(observation.evidence) }),
      durationMs: observation.durationMs,
      denied: deniedChecks(observation, state.universe),
      ...saidOfOthers({ observation, verdict }, abouts),
    })),
  };
}

/** Whether watched trials decide every set, so that there is no assumption to test. */
function isCovered({ faithful, exitZero }: CaseState): boolean {
  return faithful.cover?.complete === true && exitZero.cover?.complete === true;
}

/** What a trial says of other sets; nothing where the kernel was not watched, or by an earlier version that saw less. */
function saidOfOthers(
  { observation: { trial, witness }, verdict }: JudgedTrial,
  abouts: readonly CaseState['about'][],
) {
  const said = abouts.flatMap((about) => about.get(trial) ?? [])[0];
  if (witness?.behaviour === undefined || said === undefined || !isConclusive(verdict)) return {};
  return said.kind === 'cube' ? { asked: namesOf(said.asked) } : { asked: null, ownSetOnly: said.why };
}

function ranAs(evidence: ProcessStatus | null): string | null {
  return evidence === null ? null : `${evidence.uids[0]}:${evidence.gids[0]}`;
}

/** Both answers need each of their border sets tried; a set that serves both counts once, the reference not at all. */
function lowerBound(state: CaseState): number {
  const border = [state.faithful, state.exitZero].flatMap(({ passing, failing }) => [...passing, ...failing]);
  return new Set(border.filter((set) => set !== state.universe)).size;
}
