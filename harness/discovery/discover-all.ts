import pLimit from 'p-limit';
import type { JournalEntry } from '../journal/event.ts';
import type { Observation } from '../trial/observation.ts';
import { caseRecord } from './case-record.ts';
import { fingerprintsOf, observationsByCase } from './derive-record.ts';
import { discoverCase } from './discover-case.ts';
import { createJudge } from './judge.ts';
import { type PreparedCase, planEvent, prepareCase } from './prepare-case.ts';
import { assertSameCase } from './resumption.ts';
import type { RunSettings } from './run-settings.ts';
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

/**
 * As many cases at once as there are slots: a slot idles only when no case has a question that it could ask. Where one cannot
 * go on, the others are stopped and waited for: no trial may begin once the sandbox is removed.
 */
export async function discoverAll(
  room: TrialRoom,
  cases: readonly PreparedCase[],
  entries: readonly JournalEntry[],
): Promise<void> {
  const observed = observationsByCase(entries);
  const limit = pLimit(room.settings.slots);
  const failure = new AbortController();
  const guarded = { ...room, settings: withFailure(room.settings, failure.signal) };
  const discoveries = cases.map((prepared) =>
    limit(async () => {
      const earlier = observed.get(prepared.case.id) ?? [];
      await room.fingerprints.load(fingerprintsOf(earlier));
      await discoverOne(guarded, prepared, earlier);
    }).catch((thrown: unknown) => {
      failure.abort();
      throw thrown;
    }),
  );
  await Promise.allSettled(discoveries);
  await Promise.all(discoveries);
}

function withFailure(settings: RunSettings, failure: AbortSignal): RunSettings {
  const { stop, cancel } = settings;
  return { ...settings, stop: AbortSignal.any([stop, failure]), cancel: AbortSignal.any([cancel, failure]) };
}

async function discoverOne(room: TrialRoom, prepared: PreparedCase, earlier: readonly Observation[]): Promise<void> {
  const { settings, privilege } = room;
  const { id } = prepared.case;
  if (settings.stop.aborted) return;
  settings.progress.caseStarted(id);
  const judge = createJudge(room.fingerprints.get);
  const state = await discoverCase({
    universe: prepared.universe,
    earlier,
    judge,
    strategy: settings.strategy,
    slots: settings.slots,
    tryOut: (set, isMoot) => tryOut(room, prepared, set, isMoot),
    stop: settings.stop,
    onState: (changed) => settings.progress.caseChanged(id, changed),
  });
  const context = {
    plan: planEvent(prepared),
    untestable: privilege.untestable,
    confirm: settings.confirm,
    tabled: tabledCapabilities(settings.remembered, prepared.universe),
  };
  const observations = state.trials.map(({ observation }) => observation);
  settings.progress.caseFinished(caseRecord(context, observations, judge));
}
