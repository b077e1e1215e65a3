import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { formatSet, intersection, union } from '../capabilities/capability-set.ts';
import type { EngineEnvironment, ResourceLimits } from '../engine/engine.ts';
import type { JournalEntry } from '../journal/event.ts';
import { openFingerprintStore } from '../journal/fingerprint-store.ts';
import { type Journal, openJournal, readJournal } from '../journal/journal.ts';
import { lockRun } from '../journal/run-lock.ts';
import type { RunRecord } from '../record/record.ts';
import { findUngrantable } from '../sandbox/grantable.ts';
import { ownedLabels } from '../sandbox/labels.ts';
import { openSandbox } from '../sandbox/sandbox.ts';
import { createBaseShelf } from './base-shelf.ts';
import { caseRecord } from './case-record.ts';
import { deriveRecord, fingerprintsOf, observationsByCase } from './derive-record.ts';
import { discoverCase } from './discover-case.ts';
import { createJudge } from './judge.ts';
import { type PreparedCase, planEvent, prepareCase, registryHostsOf } from './prepare-case.ts';
import { assertSameCase, assertSameRun, assertServed, startEvent } from './resumption.ts';
import type { Privilege, RunSettings } from './run-settings.ts';
import { type TrialRoom, tryOut } from './trial-room.ts';
import { writeRecord } from './write-record.ts';

/**
 * Tries all cases of a run and writes its record. A directory that already holds a part of the run is gone on with.
 *
 * @throws HarnessError BAD_INPUT for what cannot be tried or resumed, INFRASTRUCTURE for an engine that cannot serve.
 */
export async function runCases(settings: RunSettings): Promise<RunRecord> {
  const { journal, entries } = await openJournal(settings.directory);
  const unlock = await lockRun(settings.directory);
  try {
    await runWith(settings, journal, entries);
  } finally {
    await journal.close();
    await unlock();
  }
  const record = await deriveRecord(await readJournal(settings.directory), openFingerprintStore(settings.directory));
  await writeRecord(settings.directory, record);
  return record;
}

async function runWith(settings: RunSettings, journal: Journal, entries: readonly JournalEntry[]): Promise<void> {
  const { engine, progress } = settings;
  const environment = await engine.environment();
  if (entries.length > 0) assertSameRun(entries, settings, environment);
  const redirectedHosts = settings.builder.redirectedHosts([...new Set(settings.cases.flatMap(registryHostsOf))]);
  progress.preparing('starting the sandbox');
  const sandbox = await openSandbox(engine, {
    run: settings.run,
    auxiliaryImage: settings.auxiliaryImage,
    slots: settings.slots,
    egress: settings.cases.some(({ network }) => network === 'egress'),
    redirectedHosts,
  });
  const scratch = await mkdtemp(join(tmpdir(), 'kaniko-caps-'));
  try {
    progress.preparing('trying out which capabilities the engine grants');
    const privilege = await privilegeOf(settings);
    await journal.append(entries.length === 0 ? startEvent(settings, environment, privilege) : { type: 'run-resumed' });
    const room: TrialRoom = {
      settings,
      privilege,
      sandbox,
      journal,
      shelf: createBaseShelf(sandbox.registry, settings),
      fingerprints: openFingerprintStore(settings.directory),
      limits: limitsOf(environment, settings.slots),
      limit: pLimit(settings.slots),
      nextTrial: trialIds(entries),
    };
    const cases = await prepareAll(room, entries, scratch);
    await discoverAll(room, cases, entries);
    await journal.append({ type: 'run-finished', status: settings.stop.aborted ? 'interrupted' : 'complete' });
  } finally {
    await rm(scratch, { recursive: true, force: true });
    progress.preparing('removing the sandbox');
    await sandbox.close();
  }
}

/** @throws HarnessError INFRASTRUCTURE if the builder needs what the engine does not grant. */
async function privilegeOf(settings: RunSettings): Promise<Privilege> {
  const { builder, cases } = settings;
  const untestable = await findUngrantable(
    settings.engine,
    cases.map(({ universe }) => universe).reduce(union, builder.universe),
    { name: `${settings.run}-grants`, image: settings.auxiliaryImage, labels: ownedLabels(settings.run) },
  );
  const missing = intersection(builder.universe, untestable);
  assertServed(missing, builder.identity.reference, formatSet(missing));
  return { alwaysGranted: builder.universe, untestable };
}

/** An equal share of the engine's memory for each slot, so that parallel builds cannot starve each other. */
function limitsOf({ memoryBytes, cpus }: EngineEnvironment, slots: number): ResourceLimits {
  return { memoryBytes: Math.floor((memoryBytes * 0.8) / slots), processes: 4096, cpus };
}

/** Ids in the order in which trials begin; a resumed run goes on after the last one intended. */
function trialIds(entries: readonly JournalEntry[]): () => string {
  let last = entries.filter(({ event }) => event.type === 'trial-intended').length;
  return () => {
    last += 1;
    return `t${String(last).padStart(4, '0')}`;
  };
}

async function prepareAll(
  room: TrialRoom,
  entries: readonly JournalEntry[],
  scratch: string,
): Promise<readonly PreparedCase[]> {
  const ready: PreparedCase[] = [];
  for (const one of room.settings.cases) {
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

/** As many cases at once as there are slots: a slot idles only when no case has a question that it could ask. */
async function discoverAll(
  room: TrialRoom,
  cases: readonly PreparedCase[],
  entries: readonly JournalEntry[],
): Promise<void> {
  const observed = observationsByCase(entries);
  const limit = pLimit(room.settings.slots);
  await Promise.all(
    cases.map((prepared) =>
      limit(async () => {
        const earlier = observed.get(prepared.case.id) ?? [];
        await room.fingerprints.load(fingerprintsOf(earlier));
        await discoverOne(room, prepared, earlier);
      }),
    ),
  );
}

async function discoverOne(
  room: TrialRoom,
  prepared: PreparedCase,
  earlier: Parameters<typeof caseRecord>[1],
): Promise<void> {
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
  const context = { plan: planEvent(prepared), untestable: privilege.untestable, confirm: settings.confirm };
  const observations = state.trials.map(({ observation }) => observation);
  settings.progress.caseFinished(caseRecord(context, observations, judge));
}
