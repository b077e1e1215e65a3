import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatSet, intersection, union } from '../capabilities/capability-set.ts';
import { commonEnvironment } from '../engine/common-environment.ts';
import { ownershipOf } from '../engine/ownership.ts';
import { together } from '../engine/together.ts';
import { openFingerprintStore } from '../journal/fingerprint-store.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { lockRun } from '../journal/run-lock.ts';
import { casesToRun } from '../plan/cases-to-run.ts';
import type { RunRecord } from '../record/record.ts';
import { derivedRecord } from '../runs/kept-run.ts';
import { writeRecord } from '../runs/write-record.ts';
import { findUngrantable } from '../sandbox/grantable.ts';
import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import type { Case } from '../vocabulary/case.ts';
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
 * @throws HarnessError for what cannot be tried or resumed, or an engine that cannot serve.
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
  if (entries.length > 0) assertSameRun(entries, settings, commonEnvironment(await settings.engine.hosts()));
  const scratch = await mkdtemp(join(tmpdir(), 'kaniko-caps-'));
  try {
    const sandbox = await startSandbox(settings);
    try {
      settings.progress.preparing('trying out which capabilities the engine grants');
      const shelf = createBaseShelf(sandbox.site.registry, settings);
      const [privilege] = await together([privilegeOf(settings, sandbox), pinAll(shelf, casesToRun(settings.plan))]);
      const begins = entries.length === 0;
      await journal.append(begins ? startEvent(settings, sandbox.environment, privilege) : { type: 'run-resumed' });
      const room = openRoom(settings, { privilege, sandbox, shelf, journal, entries });
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
  },
): TrialRoom {
  const { entries, ...rest } = found;
  return {
    ...rest,
    settings,
    fingerprints: openFingerprintStore(settings.directory),
    nextTrial: trialIds(entries),
  };
}

/** Fills the shelf while something else is waited for; what is missing is told when its case is prepared. */
async function pinAll(shelf: BaseShelf, cases: readonly Case[]): Promise<void> {
  for (const reference of cases.flatMap(({ baseReferences }) => baseReferences)) await shelf.pin(reference);
}

/** @throws HarnessError CANNOT_GRANT if the builder needs what the engine does not grant. */
async function privilegeOf(settings: RunSettings, { site }: Sandbox): Promise<Privilege> {
  const { builder, plan } = settings;
  const alwaysGranted = builder.needs.capabilities;
  const untestable = await findUngrantable(
    [...site.rooms.none, ...site.rooms.egress],
    casesToRun(plan)
      .map(({ universe }) => universe)
      .reduce(union, alwaysGranted),
    { name: `${settings.run}-grants`, image: settings.auxiliaryImage, ownership: ownershipOf(settings.run) },
  );
  const missing = intersection(alwaysGranted, untestable);
  assertServed(missing, builder.identity.reference, formatSet(missing));
  return { alwaysGranted, untestable };
}

/** Ids in the order in which trials begin; a resumed run goes on after the last one intended. */
function trialIds(entries: readonly JournalEntry[]): () => string {
  let last = entries.filter(({ event }) => event.type === 'trial-intended').length;
  return () => {
    last += 1;
    return `t${String(last).padStart(4, '0')}`;
  };
}
