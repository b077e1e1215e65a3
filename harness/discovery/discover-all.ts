import pLimit from 'p-limit';
import { namesOf } from '../capabilities/capability-set.ts';
import type { JournalEntry } from '../journal/event.ts';
import type { CaseRecord } from '../record/record.ts';
import { type Budget, createBudget } from './budget.ts';
import { caseRecord } from './case-record.ts';
import { busyMs, fingerprintsOf, observationsByCase } from './derive-record.ts';
import { type CorpusEnd, discoverCorpus } from './discover-corpus.ts';
import { alsoHardened } from './hardening.ts';
import { createJudge } from './judge.ts';
import type { CaseInquiry } from './live-case.ts';
import { planEvent, prepareCase } from './prepare-case.ts';
import type { PreparedCase } from './prepared-case.ts';
import { assertSameCase } from './resumption.ts';
import type { RunSettings } from './run-settings.ts';
import type { Strategy } from './strategy.ts';
import { tabledCapabilities } from './tabled-capabilities.ts';
import { type TrialRoom, tryOut } from './trial-room.ts';

/** Makes every case ready, one after another; those that cannot be tried are journalled as abandoned. */
export async function prepareAll(
  room: TrialRoom,
  entries: readonly JournalEntry[],
  scratch: string,
): Promise<readonly PreparedCase[]> {
  const ready: PreparedCase[] = [];
  for (const one of room.settings.cases) {
    if (room.settings.stop.aborted) break;
    const preparation = await prepareCase(one, room.settings, room.privilege, room.shelf, scratch);
    if (preparation.kind === 'abandoned') {
      await room.journal.append(preparation.event);
      room.settings.progress.caseAbandoned(one.id, preparation.event.reason);
      continue;
    }
    const plan = planEvent(preparation.prepared);
    assertSameCase(entries, plan);
    await room.journal.append(plan);
    ready.push(preparation.prepared);
  }
  return ready;
}

/** How many fingerprints of an earlier process are read at once. */
const READERS = 8;

/** Discovers all cases together, going on where earlier processes of the run have ended. */
export async function discoverAll(
  room: TrialRoom,
  cases: readonly PreparedCase[],
  entries: readonly JournalEntry[],
): Promise<CorpusEnd> {
  const { settings, privilege } = room;
  const observed = observationsByCase(entries);
  const readers = pLimit(READERS);
  const earlier = [...observed.values()].flat();
  await Promise.all([...fingerprintsOf(earlier)].map((digest) => readers(() => room.fingerprints.load([digest]))));
  const found: CaseRecord[] = [];
  const builder = { ...settings.builder.identity, alwaysGranted: namesOf(privilege.alwaysGranted) };
  const strategyOf = (prepared: PreparedCase): Strategy => {
    const strategy = settings.strategyFor(prepared, () => ({ builder, cases: found }));
    const { policy, hardenedSets } = settings;
    return policy.harden === true ? alsoHardened(strategy, policy, hardenedSets) : strategy;
  };
  const inquiries = cases.map((prepared) =>
    inquiryOf(room, prepared, strategyOf(prepared), observed.get(prepared.case.id) ?? []),
  );
  const plans = new Map(cases.map((prepared) => [prepared.case.id, planEvent(prepared)]));
  return discoverCorpus({
    cases: inquiries,
    jobs: settings.slots,
    budget: budgetOf(settings, entries),
    stop: settings.stop,
    onSettled: ({ id, state }, falseFailureRate) => {
      const plan = plans.get(id);
      if (plan === undefined) return;
      const { untestable } = privilege;
      const tabled = tabledCapabilities(settings.remembered, plan.universe);
      const fingerprintOf = room.fingerprints.get;
      const context = { plan, untestable, policy: settings.policy, falseFailureRate, tabled, fingerprintOf };
      const record = caseRecord(context, state());
      found.push(record);
      settings.progress.caseFinished(record);
    },
  });
}

function inquiryOf(
  room: TrialRoom,
  prepared: PreparedCase,
  strategy: Strategy,
  earlier: CaseInquiry['earlier'],
): CaseInquiry {
  const { settings } = room;
  const { id } = prepared.case;
  return {
    id,
    universe: prepared.universe,
    earlier,
    judge: createJudge(room.fingerprints.get),
    strategy,
    tryOut: (question, terms) => tryOut(room, prepared, question, terms),
    onState: (state) => settings.progress.caseChanged(id, state),
  };
}

function budgetOf({ policy }: RunSettings, entries: readonly JournalEntry[]): Budget {
  return createBudget({
    maxTrials: policy.maxTrials,
    maxTimeMs: policy.maxTimeMs,
    trialsBefore: entries.filter(({ event }) => event.type === 'trial-intended').length,
    timeBeforeMs: busyMs(entries),
    now: Date.now,
  });
}
