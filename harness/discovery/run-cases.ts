import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatSet, intersection, union } from '../capabilities/capability-set.ts';
import type { ResourceLimits } from '../engine/port.ts';
import { openFingerprintStore } from '../journal/fingerprint-store.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { lockRun } from '../journal/run-lock.ts';
import { casesToRun } from '../plan/cases-to-run.ts';
import type { RunRecord } from '../record/record.ts';
import { derivedRecord } from '../runs/kept-run.ts';
import { writeRecord } from '../runs/write-record.ts';
import { findUngrantable } from '../sandbox/grantable.ts';
import { ownedLabels } from '../sandbox/labels.ts';
import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { together } from '../sandbox/together.ts';
import type { Case } from '../vocabulary/case.ts';
import type { EngineEnvironment } from '../vocabulary/engine-environment.ts';
import type { JournalEntry } from '../vocabulary/run-event.ts';
import { type BaseShelf, createBaseShelf } from './base-shelf.ts';
import { discoverAll, prepareAll } from './discover-all.ts';
import { registryHostsOf } from './prepare-case.ts';
import { assertSameRun, assertServed, startEvent } from './resumption.ts';
import type { Privilege, RunSettings } from './run-settings.ts';
import type { TrialRoom } from './trial-room.ts';

/**
 * Tries all cases of a run and writes its record. A directory that already holds a part of the run is gone on with.
 *
 * @throws HarnessError for what cannot be tried or resumed, INFRASTRUCTURE for an engine that cannot serve.
 */
export async function runCases(settings: RunSettings): Promise<RunRecord> {
  const { directory } = settings;
  const unlock = await lockRun(directory);
  try {
    const { journal, entries } = await openJournal(directory);
    await runWith(settings, journal, entries).finally(() => journal.close());
    const record = await derivedRecord(directory);
    await writeRecord(directory, record);
    return record;
  } finally {
    await unlock();
  }
}

async function runWith(settings: RunSettings, journal: Journal, entries: readonly JournalEntry[]): Promise<void> {
  const environment = await settings.engine.environment();
  if (entries.length > 0) assertSameRun(entries, settings, environment);
  const scratch = await mkdtemp(join(tmpdir(), 'kaniko-caps-'));
  try {
    const sandbox = await startSandbox(settings);
    try {
      settings.progress.preparing('trying out which capabilities the engine grants');
      const shelf = createBaseShelf(sandbox.registry, settings);
      const [privilege] = await together([privilegeOf(settings), pinAll(shelf, casesToRun(settings.plan))]);
      const begins = entries.length === 0;
      await journal.append(begins ? startEvent(settings, environment, privilege) : { type: 'run-resumed' });
      const room = openRoom(settings, { privilege, sandbox, shelf, journal, entries, environment });
      settings.progress.beginning(settings.slots);
      const { budgetSpent } = await discoverAll(room, await prepareAll(room, entries, scratch), entries);
      const status = settings.stop.aborted ? 'interrupted' : budgetSpent === null ? 'complete' : 'partial';
      await journal.append({ type: 'run-finished', status, budgetSpent });
    } finally {
      settings.progress.preparing('removing the sandbox');
      await sandbox.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function startSandbox(settings: RunSettings): Promise<Sandbox> {
  const { engine, run, auxiliaryImage, slots, builder, plan } = settings;
  const { watchKernel } = plan.conduct;
  const cases = casesToRun(plan);
  const redirectedHosts = builder.redirectedHosts([...new Set(cases.flatMap(registryHostsOf))]);
  settings.progress.preparing('starting the sandbox');
  const egress = cases.some(({ network }) => network === 'egress');
  return openSandbox(engine, { run, auxiliaryImage, slots, egress, redirectedHosts, watchKernel });
}

function openRoom(
  settings: RunSettings,
  found: Pick<TrialRoom, 'privilege' | 'sandbox' | 'shelf' | 'journal'> & {
    readonly entries: readonly JournalEntry[];
    readonly environment: EngineEnvironment;
  },
): TrialRoom {
  const { entries, environment, ...rest } = found;
  return {
    ...rest,
    settings,
    fingerprints: openFingerprintStore(settings.directory),
    limits: (slots) => limitsOf(environment, slots),
    nextTrial: trialIds(entries),
  };
}

/** Fills the shelf while something else is waited for; what is missing is told when its case is prepared. */
async function pinAll(shelf: BaseShelf, cases: readonly Case[]): Promise<void> {
  for (const reference of cases.flatMap(({ baseReferences }) => baseReferences)) await shelf.pin(reference);
}

/** @throws HarnessError if the builder needs what the engine does not grant. */
async function privilegeOf(settings: RunSettings): Promise<Privilege> {
  const { builder, plan } = settings;
  const untestable = await findUngrantable(
    settings.engine,
    casesToRun(plan)
      .map(({ universe }) => universe)
      .reduce(union, builder.universe),
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
