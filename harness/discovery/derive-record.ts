import { compareSets, namesOf } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { HarnessError } from '../errors.ts';
import type { EventOf, JournalEntry } from '../journal/event.ts';
import type { FingerprintStore } from '../journal/fingerprint-store.ts';
import type { RunPolicy } from '../record/identity.ts';
import { type CaseRecord, RECORD_SCHEMA_VERSION, type RunRecord } from '../record/record.ts';
import { smallestCommonSets } from '../search/profile.ts';
import type { Observation } from '../trial/observation.ts';
import { abandonedCaseRecord, caseRecord } from './case-record.ts';
import { deriveCaseState } from './case-state.ts';
import { falseFailureRateOf, falseFailuresOf } from './false-failures.ts';
import { createJudge } from './judge.ts';
import { tabledCapabilities } from './tabled-capabilities.ts';

/**
 * The record of a run, derived from its journal and fingerprints alone: live, saved and resumed runs go the same way.
 *
 * @throws HarnessError BAD_INPUT if the journal does not begin with the start of a run or a fingerprint is missing.
 */
export async function deriveRecord(
  entries: readonly JournalEntry[],
  fingerprints: FingerprintStore,
): Promise<RunRecord> {
  const started = startOf(entries);
  const observed = observationsByCase(entries);
  await fingerprints.load(fingerprintsOf([...observed.values()].flat()));
  const planned = casesOf(entries).map((event) =>
    event.type === 'case-abandoned'
      ? event
      : {
          plan: event,
          state: deriveCaseState(event.universe, observed.get(event.case) ?? [], createJudge(fingerprints.get)),
        },
  );
  const falseFailures = falseFailuresOf(planned.flatMap((one) => ('state' in one ? [one.state] : [])));
  const context = {
    untestable: started.untestable,
    policy: started.policy ?? policyBefore(started),
    falseFailureRate: falseFailureRateOf(falseFailures),
    fingerprintOf: fingerprints.get,
  };
  const cases = planned.map((one) =>
    'state' in one
      ? caseRecord(
          { ...context, plan: one.plan, tabled: tabledCapabilities(started.settings, one.plan.universe) },
          one.state,
        )
      : abandonedCaseRecord(one),
  );
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
      confirm: started.confirm,
      policy: started.policy,
      budgetSpent: budgetSpentOf(entries.at(-1)),
      falseFailures,
    },
    builder: { ...started.builder, alwaysGranted: namesOf(started.alwaysGranted) },
    environment: started.environment,
    cases,
    profile: { faithful: profileOf(cases, 'faithful'), exitZero: profileOf(cases, 'exitZero') },
  };
}

/** The event with which a journal begins. */
export function startOf(entries: readonly JournalEntry[]): EventOf<'run-started'> {
  const event = entries[0]?.event;
  if (event?.type === 'run-started') return event;
  throw new HarnessError('BAD_INPUT', 'The journal does not begin with the start of a run', {
    hint: 'Start a new run.',
  });
}

/**
 * The observations of each case in the order in which they were made. What an earlier process got no verdict on is tried anew
 * by the one that goes on with the run, so that a fault which is over does not block a case for ever.
 */
export function observationsByCase(entries: readonly JournalEntry[]): Map<string, Observation[]> {
  const byCase = new Map<string, Observation[]>();
  for (const { event } of entries) {
    if (event.type === 'run-resumed') {
      for (const [id, seen] of byCase)
        byCase.set(
          id,
          seen.filter(({ outcome }) => outcome.kind !== 'infrastructure'),
        );
    }
    if (event.type !== 'trial-observed') continue;
    byCase.set(event.case, [...(byCase.get(event.case) ?? []), event.observation]);
  }
  return byCase;
}

/** The digests of all fingerprints that observations name. */
export function fingerprintsOf(observations: readonly Observation[]): Set<string> {
  return new Set(observations.flatMap(({ outcome }) => (outcome.kind === 'built' ? [outcome.fingerprint] : [])));
}

/** The plan of each case, the latest one if a resumed run planned it again. */
function casesOf(entries: readonly JournalEntry[]): (EventOf<'case-planned'> | EventOf<'case-abandoned'>)[] {
  const byCase = new Map<string, EventOf<'case-planned'> | EventOf<'case-abandoned'>>();
  for (const { event } of entries) {
    if (event.type === 'case-planned' || event.type === 'case-abandoned') byCase.set(event.case, event);
  }
  return [...byCase.values()];
}

/** A run that was gone on with and killed is interrupted, even if it had been finished before. */
function statusOf(last: JournalEntry | undefined, cases: readonly CaseRecord[]): RunRecord['run']['status'] {
  if (last?.event.type !== 'run-finished' || last.event.status === 'interrupted') return 'interrupted';
  // Where more capabilities hurt, all was asked: what no set can decide for others is an answer of its own.
  return cases.some(({ status, violations }) => status === 'partial' && violations.length === 0)
    ? 'partial'
    : 'complete';
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

/** What runs went by before they kept a policy. */
function policyBefore({ confirm }: EventOf<'run-started'>): RunPolicy {
  return { confirm, confidence: 0.95, audit: null, auditShare: 0, seed: 1, maxTrials: null, maxTimeMs: null };
}

/** Cases whose reference does not build ask nothing of a profile. */
function profileOf(cases: readonly CaseRecord[], answer: 'faithful' | 'exitZero'): string[][] {
  const answered = cases.filter((one) => one[answer].minimalSets.length > 0);
  if (answered.length === 0) return [];
  const antichains = answered.map((one) => one[answer].minimalSets.map(setOfNames));
  return smallestCommonSets(antichains).toSorted(compareSets).map(namesOf);
}
