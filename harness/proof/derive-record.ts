import { compareSets, namesOf } from '../capabilities/capability-set.ts';
import { HarnessError } from '../errors.ts';
import { invalidHere } from '../plan/cases-to-run.ts';
import { needFor } from '../record/answer-cover.ts';
import { type CaseRecord, RECORD_SCHEMA_VERSION, type RunRecord } from '../record/record.ts';
import { smallestCommonSets } from '../search/ledger/profile.ts';
import type { Answer } from '../vocabulary/answer.ts';
import type { Case } from '../vocabulary/case.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { EventOf, JournalEntry } from '../vocabulary/run-event.ts';
import { shardText } from '../vocabulary/run-plan.ts';
import { isPassing } from '../vocabulary/trial-outcome.ts';
import { cacheGroups } from './cache-groups.ts';
import { caseRecord } from './case-record.ts';
import { type CaseState, deriveCaseState, settingOf } from './case-state.ts';
import { isUnanswered } from './case-status.ts';
import { falseFailureRateOf, falseFailuresOf } from './false-failures.ts';
import type { FingerprintSource } from './images/remembered-comparison.ts';
import { createJudge } from './judge.ts';
import { umaskOf } from './umask.ts';
import { abandonedCaseRecord, invalidCaseRecord } from './untried-case.ts';

/**
 * The record of a run, derived from its journal and fingerprints alone: live, saved and resumed runs go the same way. The digest
 * is that of the journal's file; entries that come from no file have none.
 *
 * @throws HarnessError if the journal does not begin with the start of a run.
 */
export function deriveRecord(
  entries: readonly JournalEntry[],
  fingerprintOf: FingerprintSource,
  journalSha256?: string,
): RunRecord {
  const started = startOf(entries);
  const { shard, question } = started.plan;
  const { policy, task } = question;
  const observed = observationsByCase(entries);
  const stateOf = (prepared: EventOf<'case-prepared'>, one: Case): CaseState =>
    deriveCaseState(
      settingOf(prepared, one, started.environment, policy),
      observed.get(prepared.case) ?? [],
      createJudge(fingerprintOf),
    );
  const begun = begunCases(entries).map(({ case: one, event }) =>
    event.type === 'case-abandoned' ? { one, event } : { one, event, state: stateOf(event, one) },
  );
  const falseFailures = falseFailuresOf(begun.flatMap(({ state }) => state ?? []));
  const context = {
    untestable: started.untestable,
    policy,
    task,
    falseFailureRate: falseFailureRateOf(falseFailures),
    fingerprintOf,
    ended: endedBy(entries.at(-1)),
  };
  const tried = begun.map(({ one, event, state }) =>
    state === undefined
      ? abandonedCaseRecord(one, event)
      : caseRecord({ ...context, case: one, prepared: event }, state),
  );
  const cases = [...tried, ...invalidHere(started.plan).map(invalidCaseRecord)];
  const groups = cacheGroups(cases);
  return {
    schemaVersion: RECORD_SCHEMA_VERSION,
    tool: { name: 'kaniko-caps', version: started.toolVersion },
    run: {
      id: started.run,
      status: statusOf(entries.at(-1), cases),
      startedAt: entries[0]?.at ?? '',
      finishedAt: entries.at(-1)?.at ?? '',
      trials: entries.filter(({ event }) => event.type === 'trial-observed').length,
      wallMs: busyMs(entries),
      policy,
      budgetSpent: budgetSpentOf(entries.at(-1)),
      falseFailures,
      ...(journalSha256 !== undefined && { journalSha256 }),
      ...(shard !== null && { shard: shardText(shard) }),
    },
    builder: { ...started.builder, alwaysGranted: namesOf(started.alwaysGranted) },
    environment: { ...started.environment, umask: umaskOf([...observed.values()].flat()) },
    cases,
    profile: { faithful: profileOf(cases, 'faithful'), exitZero: profileOf(cases, 'exitZero') },
    ...(groups.length > 0 && { together: groups }),
  };
}

/** The event with which a journal begins. */
export function startOf(entries: readonly JournalEntry[]): EventOf<'run-started'> {
  const event = entries[0]?.event;
  if (event?.type === 'run-started') return event;
  throw new HarnessError('RUN_DAMAGED', 'The journal does not begin with the start of a run', {
    hint: 'Start a new run.',
  });
}

/**
 * The observations of each case in the order in which they were made. What got no verdict before the run was resumed, or before
 * it recovered from a fault, is tried anew, so that a fault which is over does not block a case for ever.
 */
export function observationsByCase(entries: readonly JournalEntry[]): Map<string, Observation[]> {
  const byCase = new Map<string, Observation[]>();
  for (const { event } of entries) {
    if (event.type === 'run-resumed' || event.type === 'run-recovered') {
      for (const [id, seen] of byCase) byCase.set(id, withoutPassing(seen));
    }
    if (event.type !== 'trial-observed') continue;
    const seen = byCase.get(event.case);
    if (seen === undefined) byCase.set(event.case, [event.observation]);
    else seen.push(event.observation);
  }
  return byCase;
}

/** What is left to know of a case once the faults under its trials are over. */
export function withoutPassing(observations: readonly Observation[]): Observation[] {
  return observations.filter(({ outcome }) => !isPassing(outcome));
}

/** The digests of all fingerprints that observations name. */
export function namedFingerprints(observations: readonly Observation[]): Set<string> {
  return new Set(observations.flatMap(({ outcome }) => (outcome.kind === 'built' ? [outcome.fingerprint] : [])));
}

/** A case of the plan, and what became of it before its first trial. */
interface BegunCase {
  readonly case: Case;
  readonly event: EventOf<'case-prepared'> | EventOf<'case-abandoned'>;
}

/** The cases that were begun, in the order in which they were; what a resumed run said of one counts. */
export function begunCases(entries: readonly JournalEntry[]): BegunCase[] {
  const planned = new Map(startOf(entries).plan.question.cases.map((one) => [one.id, one]));
  const begun = new Map<string, BegunCase>();
  for (const { event } of entries) {
    if (event.type !== 'case-prepared' && event.type !== 'case-abandoned') continue;
    const one = planned.get(event.case);
    if (one !== undefined) begun.set(event.case, { case: one, event });
  }
  return [...begun.values()];
}

/** What is known of each case that could be tried, before its first trial. */
export function preparedCases(entries: readonly JournalEntry[]): EventOf<'case-prepared'>[] {
  return begunCases(entries).flatMap(({ event }) => (event.type === 'case-prepared' ? [event] : []));
}

/** A run that was gone on with and killed is interrupted, even if it had been finished before. */
function statusOf(last: JournalEntry | undefined, cases: readonly CaseRecord[]): RunRecord['run']['status'] {
  if (last?.event.type !== 'run-finished' || last.event.status === 'interrupted') return 'interrupted';
  return cases.some(isUnanswered) ? 'partial' : 'complete';
}

/** The time in which a process was at work on the run; the gap before a resumption does not count. */
export function busyMs(entries: readonly JournalEntry[]): number {
  return entries.reduce((sum, { at, event }, index) => {
    const before = entries[index - 1];
    return before === undefined || event.type === 'run-resumed' ? sum : sum + Date.parse(at) - Date.parse(before.at);
  }, 0);
}

/** The limit that ended the last process of the run. */
function budgetSpentOf(last: JournalEntry | undefined): RunRecord['run']['budgetSpent'] {
  return last?.event.type === 'run-finished' ? last.event.budgetSpent : null;
}

/** What ended the run before all was asked, in words; null if nothing did. */
function endedBy(last: JournalEntry | undefined): string | null {
  if (last?.event.type !== 'run-finished' || last.event.status === 'interrupted') return 'the run was interrupted';
  const { budgetSpent, fault } = last.event;
  return fault === undefined ? spentText(budgetSpent) : `the run stopped: ${fault}`;
}

/** That a limit ended a run, in words; null if none did. */
export function spentText(spent: RunRecord['run']['budgetSpent']): string | null {
  return spent === null ? null : `the run reached ${spent === 'trials' ? '--max-trials' : '--max-time'}`;
}

/** The smallest sets that serve all cases; those whose reference does not build ask nothing of a profile. */
export function profileOf(cases: readonly CaseRecord[], answer: Answer): string[][] {
  const answered = cases.filter((one) => one[answer].minimalSets.length > 0);
  if (answered.length === 0) return [];
  return smallestCommonSets(answered.map((one) => needFor(one, answer)))
    .toSorted(compareSets)
    .map(namesOf);
}
