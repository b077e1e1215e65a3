import { createHmac, randomBytes } from 'node:crypto';
import type { Builder } from '../builders/builder.ts';
import { together } from '../engine/together.ts';
import { openFingerprintStore, removeUnnamedFingerprints } from '../journal/fingerprint-store.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { lockRun } from '../journal/run-lock.ts';
import { casesToRun } from '../plan/cases-to-run.ts';
import { namedFingerprints, observationsByCase } from '../proof/derive-record.ts';
import type { RunRecord } from '../record/record.ts';
import { withLeftovers } from '../sandbox/leftovers.ts';
import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import type { Case } from '../vocabulary/case.ts';
import type { JournalEntry } from '../vocabulary/run-event.ts';
import { discoverAll, prepareAll } from './discover-all.ts';
import { endRun, outcomeOf } from './end-run.ts';
import { furnish } from './furnish.ts';
import { assertTakesSecrets } from './preparation/assert-takes-secrets.ts';
import { type BaseShelf, createBaseShelf } from './preparation/base-shelf.ts';
import { readSources } from './preparation/read-sources.ts';
import { assertSameEnvironment, assertSameRun, environmentOf, startEvent } from './resumption.ts';
import type { RunRequest, RunSettings } from './run-settings.ts';
import { makeScratch, removeScratch } from './scratch.ts';
import type { TrialRoom } from './trial-room.ts';

/**
 * Tries all cases of a run and writes its record. A directory that already holds a part of the run is gone on with.
 *
 * @throws HarnessError for what cannot be tried or resumed, or an engine that cannot serve.
 */
export async function runCases(request: RunRequest): Promise<RunRecord> {
  const { directory } = request;
  const unlock = await lockRun(directory);
  try {
    const { journal, entries } = await openJournal(directory);
    await removeUnnamedFingerprints(directory, namedFingerprints([...observationsByCase(entries).values()].flat()));
    // Every line is on disk by then, or its failure has been told.
    return await runWith(request, journal, entries).finally(() => journal.close().catch(() => undefined));
  } finally {
    await unlock();
  }
}

async function runWith(request: RunRequest, journal: Journal, entries: readonly JournalEntry[]): Promise<RunRecord> {
  const scratch = await makeScratch();
  try {
    const { sandbox, builder } = await openAll(request, entries);
    const settings = { ...request, builder };
    const trying = tryAll(settings, { sandbox, journal, entries, scratch });
    return await endRun(settings, sandbox, await outcomeOf(trying));
  } finally {
    await removeScratch(scratch);
  }
}

async function tryAll(settings: RunSettings, place: RunPlace): Promise<void> {
  const { sandbox, journal, entries, scratch } = place;
  const { plan, progress } = settings;
  const shelf = createBaseShelf(sandbox.registry, settings);
  const [{ rooms, privilege, isolation }] = await together([
    furnish(settings, sandbox),
    pinAll(shelf, casesToRun(plan)),
  ]);
  const begins = entries.length === 0;
  const environment = environmentOf(plan, rooms.environment, isolation);
  if (!begins) assertSameEnvironment(entries, environment);
  await journal.append(begins ? startEvent(settings, environment, privilege) : { type: 'run-resumed' });
  const room = openRoom(settings, { privilege, sandbox, rooms, shelf, journal, scratch, entries });
  progress.beginning(Math.ceil(settings.slots / plan.conduct.trialsPerPod));
  const { budgetSpent, fault, isAnswered } = await discoverAll(room, await prepareAll(room, entries, scratch), entries);
  const status = settings.stop.aborted ? 'interrupted' : isAnswered ? 'complete' : 'partial';
  if (fault !== null) progress.warning(`The run stops: ${fault}.`);
  await journal.append({ type: 'run-finished', status, budgetSpent, ...(fault !== null && { fault }) });
}

/** What a run goes on in. */
interface RunPlace {
  readonly sandbox: Sandbox;
  readonly journal: Journal;
  /** What an earlier process of the run wrote. */
  readonly entries: readonly JournalEntry[];
  /** A directory for packed contexts. */
  readonly scratch: string;
}

/** Starts the sandbox while the builder is asked what it is. Where that fails, nothing of the sandbox is left. */
async function openAll(
  { openBuilder, ...request }: RunRequest,
  entries: readonly JournalEntry[],
): Promise<{ readonly sandbox: Sandbox; readonly builder: Builder }> {
  const { engine, run, auxiliaryImage, plan, progress } = request;
  const cases = casesToRun(plan);
  const open = async (): Promise<Builder> => {
    const builder = await openBuilder();
    assertTakesSecrets(builder, cases);
    return builder;
  };
  // What is missing or has changed is told before any container starts; each is read again when its case is prepared.
  for (const one of cases) await readSources(one, request);
  const waits = entries.length > 0 || cases.some(({ configuration }) => configuration.secrets.length > 0);
  const opened = waits ? await open() : undefined;
  if (opened !== undefined && entries.length > 0) {
    assertSameRun(entries, { ...request, builder: opened }, await engine.hosts());
  }
  progress.preparing('starting the sandbox');
  const starting = openSandbox(engine, {
    run,
    auxiliaryImage,
    watchKernel: plan.conduct.watchKernel,
    unconfined: cases.some(({ configuration }) => configuration.seccomp === 'unconfined'),
    tell: progress.warning,
  });
  try {
    const opening = opened === undefined ? open() : Promise.resolve(opened);
    const [builder, sandbox] = await together([opening, starting]);
    return { sandbox, builder };
  } catch (thrown) {
    const left = await starting.then((sandbox) => sandbox.close()).catch(() => undefined);
    throw left === undefined ? thrown : withLeftovers(thrown, left);
  }
}

function openRoom(
  settings: RunSettings,
  found: Pick<TrialRoom, 'privilege' | 'sandbox' | 'rooms' | 'shelf' | 'journal' | 'scratch'> & {
    readonly entries: readonly JournalEntry[];
  },
): TrialRoom {
  const { entries, ...rest } = found;
  return {
    ...rest,
    settings,
    fingerprints: openFingerprintStore(settings.directory),
    lostTrials: new Set(
      entries.flatMap(({ event }) => (event.type === 'trial-observed' ? [event.observation.trial] : [])),
    ),
    nextTrial: trialIds(entries),
    secretOf: unguessable(),
  };
}

/** The same word for the same trial as long as this process lives. */
function unguessable(): (trial: string) => string {
  const key = randomBytes(32);
  return (trial) => createHmac('sha256', key).update(trial).digest('hex').slice(0, 32);
}

/** Fills the shelf while something else is waited for; what is missing is told when its case is prepared. */
async function pinAll(shelf: BaseShelf, cases: readonly Case[]): Promise<void> {
  for (const reference of cases.flatMap(({ baseReferences }) => baseReferences)) await shelf.pin(reference);
}

/** Ids in the order in which trials begin; a resumed run goes on after the last one intended. */
function trialIds(entries: readonly JournalEntry[]): () => string {
  let last = entries.filter(({ event }) => event.type === 'trial-intended').length;
  return () => {
    last += 1;
    return `t${String(last).padStart(4, '0')}`;
  };
}
