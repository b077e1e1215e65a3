import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { type CapabilitySet, namesOf, sizeOf } from '../capabilities/capability-set.ts';
import { casesToRun } from '../plan/cases-to-run.ts';
import { recordedFindings } from '../priors/calibration/recorded-finding.ts';
import { type CountedSources, casePrior, countSources } from '../priors/case-prior.ts';
import { caseRecord } from '../proof/case-record.ts';
import { type CaseState, settingOf } from '../proof/case-state.ts';
import { isUnanswered } from '../proof/case-status.ts';
import { busyMs, namedFingerprints, observationsByCase } from '../proof/derive-record.ts';
import { createJudge } from '../proof/judge.ts';
import { planesOf, tabledCapabilities } from '../proof/truth-table-of.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import type { Mending } from '../sandbox/sandbox.ts';
import { beliefOf } from '../strategies/belief.ts';
import type { CaseWork } from '../strategies/case-progress.ts';
import { fromWarmCache } from '../strategies/from-warm-cache.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { strategyFor } from '../strategies/strategy-for.ts';
import { untilTampered } from '../strategies/until-tampered.ts';
import type { JournalEntry } from '../vocabulary/run-event.ts';
import type { RunPlan } from '../vocabulary/run-plan.ts';
import { type Budget, createBudget } from './budget.ts';
import { type CorpusEnd, discoverCorpus } from './discover-corpus.ts';
import type { Fault } from './faults/breaker.ts';
import { faultText, type Recovery, recover } from './faults/recover.ts';
import type { CaseDiscovery } from './live-case.ts';
import { prepareCase, preparedEvent } from './preparation/prepare-case.ts';
import type { PreparedCase } from './preparation/prepared-case.ts';
import { triableVariations } from './preparation/triable-variations.ts';
import { assertSameCase } from './resumption.ts';
import type { RunSettings } from './run-settings.ts';
import { assertScratch } from './scratch.ts';
import { type TrialRoom, tryOut } from './trial-room.ts';

/** Makes every case ready, one after another; those that cannot be tried are journalled as abandoned. */
export async function prepareAll(
  room: TrialRoom,
  entries: readonly JournalEntry[],
  scratch: string,
): Promise<readonly PreparedCase[]> {
  const ready: PreparedCase[] = [];
  const { plan, builder } = room.settings;
  const variationsOf = triableVariations(plan.question.policy.variations, builder);
  for (const [index, one] of casesToRun(plan).entries()) {
    if (room.settings.stop.aborted) break;
    const own = join(scratch, String(index));
    await mkdir(own);
    const preparation = await prepareCase(one, room.settings, room.privilege, room.shelf, own, variationsOf);
    if (preparation.kind === 'abandoned') {
      await room.journal.append(preparation.event);
      room.settings.progress.caseAbandoned(one.id, preparation.event.reason);
      continue;
    }
    const event = preparedEvent(preparation.prepared);
    assertSameCase(entries, event);
    await room.journal.append(event);
    ready.push(preparation.prepared);
  }
  return ready;
}

/** What this process wrote of itself behind the entries of earlier ones: whatever these got no verdict on is asked again. */
const RESUMED: JournalEntry = { at: '', event: { type: 'run-resumed' } };

/** How many fingerprints of an earlier process are read at once. */
const READERS = 8;

/** How the discovery of all cases ended. */
export interface RunEnd extends CorpusEnd {
  /** Whether every case has an answer, those that could not be tried included. */
  readonly isAnswered: boolean;
}

/** Discovers all cases together, going on where earlier processes of the run have ended. */
export async function discoverAll(
  room: TrialRoom,
  cases: readonly PreparedCase[],
  entries: readonly JournalEntry[],
): Promise<RunEnd> {
  const { settings } = room;
  const observed = observationsByCase(entries.length === 0 ? [] : [...entries, RESUMED]);
  const readers = pLimit(READERS);
  const earlier = [...observed.values()].flat();
  await Promise.all([...namedFingerprints(earlier)].map((digest) => readers(() => room.fingerprints.load([digest]))));
  const guesses = settings.guesses && countSources(settings.guesses);
  const discoveries = cases.map((prepared) =>
    discoveryOf(room, prepared, {
      strategy: strategyOf(room, prepared, guesses),
      earlier: observed.get(prepared.case.id) ?? [],
    }),
  );
  const byId = new Map(cases.map((prepared) => [prepared.case.id, prepared]));
  const told = { cases: 0, unanswered: 0 };
  const end = await discoverCorpus({
    cases: discoveries,
    jobs: settings.slots,
    budget: budgetOf(settings, entries),
    stop: settings.stop,
    backOffMs: settings.backOffMs,
    recover: (fault, time) => recoverRoom(room, fault, time),
    loss: () => room.sandbox.loss(),
    onProgress: ({ id }, progress) => settings.progress.caseChanged(id, progress),
    onSettled: ({ id, state }, falseFailureRate) => {
      const prepared = byId.get(id);
      if (prepared === undefined) return;
      const record = settledRecord(room, prepared, { state: state(), falseFailureRate });
      guesses?.counted.add(recordedFindings({ cases: [record], builder: builderOf(room) }));
      told.cases += 1;
      if (isUnanswered(record)) told.unanswered += 1;
      settings.progress.caseFinished(record);
    },
  });
  const isTold = told.cases === casesToRun(settings.plan).length;
  return { ...end, isAnswered: isTold && told.unanswered === 0 };
}

/** What is known of a case once it has no question left. */
function settledRecord(
  { settings, privilege, fingerprints }: TrialRoom,
  prepared: PreparedCase,
  { state, falseFailureRate }: { readonly state: CaseState; readonly falseFailureRate: number },
): CaseRecord {
  return caseRecord(
    {
      ...settings.plan.question,
      case: prepared.case,
      prepared: preparedEvent(prepared),
      untestable: privilege.untestable,
      falseFailureRate,
      fingerprintOf: fingerprints.get,
      ended: null,
    },
    state,
  );
}

function builderOf({ settings, privilege }: TrialRoom): RunRecord['builder'] {
  return { ...settings.builder.identity, alwaysGranted: namesOf(privilege.alwaysGranted) };
}

/** How often in a row what is mended breaks again, before the cases on whose trials it does are given up. */
const MOST_RECOVERIES = 3;

/** Mends what trials need; what it finds broken and mended is in the journal before anything is tried anew. */
async function recoverRoom(room: TrialRoom, fault: Fault, time: number): Promise<Recovery> {
  const { settings, sandbox, rooms, journal } = room;
  const mend = async (): Promise<Mending> => {
    await assertScratch(room.scratch);
    return sandbox.mend(rooms);
  };
  const recovery = await recover(fault, { mend, tell: settings.progress.warning, stop: settings.stop });
  if (recovery.kind !== 'mended') return recovery;
  if (time > MOST_RECOVERIES) return { kind: 'nothing-broken' };
  await journal.append({ type: 'run-recovered', fault: faultText(fault) });
  return recovery;
}

/** What is asked of a case, guided by what is guessed of it, once it has the cache that it starts from. */
function strategyOf(room: TrialRoom, prepared: PreparedCase, guesses: CountedSources | undefined): Strategy {
  const strategy = guidedStrategy(room, prepared, guesses);
  const { cache } = prepared.case.configuration;
  return untilTampered(cache === 'warm' ? fromWarmCache(strategy, room.lostTrials) : strategy);
}

function guidedStrategy(room: TrialRoom, prepared: PreparedCase, guesses: CountedSources | undefined): Strategy {
  const { case: one, universe, contextSha256, variations } = prepared;
  const { plan, progress } = room.settings;
  const varied = { variations, lostTrials: room.lostTrials };
  if (guesses === undefined) return strategyFor(plan.question, varied, undefined);
  const { id: caseId, instructions, baseReferences, configuration } = one;
  const builder = builderOf(room);
  const question = { caseId, instructions, baseReferences, universe, builder, contextSha256, configuration };
  progress.caseGuessed(caseId, casePrior(question, guesses));
  return strategyFor(plan.question, varied, beliefOf(question, guesses));
}

function discoveryOf(
  room: TrialRoom,
  prepared: PreparedCase,
  { strategy, earlier }: Pick<CaseDiscovery, 'strategy' | 'earlier'>,
): CaseDiscovery {
  const { settings } = room;
  const { id } = prepared.case;
  return {
    id,
    setting: settingOf(prepared, prepared.case, room.rooms.environment, settings.plan.question.policy),
    earlier,
    judge: createJudge(room.fingerprints.get),
    strategy,
    tryOut: (question, terms) => tryOut(room, prepared, question, terms),
    work: workOf(settings.plan.question, prepared.universe),
  };
}

/** How many sets are to be decided one by one, and what an audit may take. */
function workOf({ task, policy }: RunPlan['question'], universe: CapabilitySet): CaseWork {
  const over = tabledCapabilities(task, universe);
  if (task.kind !== 'every-set' || over === undefined) return { policy, sets: 0 };
  const sets = planesOf(universe, over).length * 2 ** sizeOf(over);
  return { policy, sets, leavesDecided: task.over === null };
}

function budgetOf({ plan }: RunSettings, entries: readonly JournalEntry[]): Budget {
  const { policy } = plan.question;
  return createBudget({
    maxTrials: policy.maxTrials,
    maxTimeMs: policy.maxTimeMs,
    trialsBefore: entries.filter(({ event }) => event.type === 'trial-intended').length,
    timeBeforeMs: busyMs(entries),
    now: Date.now,
  });
}
