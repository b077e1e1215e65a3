import { readFileSync } from 'node:fs';
import { openFingerprintStore } from '../../harness/journal/fingerprint-store.ts';
import { openJournal } from '../../harness/journal/journal.ts';
import { deriveCaseState, settingOf } from '../../harness/proof/case-state.ts';
import { namedFingerprints, observationsByCase, startOf } from '../../harness/proof/derive-record.ts';
import { createJudge } from '../../harness/proof/judge.ts';
import type { EventOf } from '../../harness/vocabulary/run-event.ts';

/** What a resumption took for each of its parts. */
export interface ResumedCosts {
  /** Every line checked and decoded. */
  readonly journalMs: number;
  /** Every image that a trial names. */
  readonly fingerprintsMs: number;
  /** What the trials of every case show. */
  readonly statesMs: number;
  /** What the main thread had of a processor: on an idle machine, the time from the start. */
  readonly processorMs: number;
  readonly trials: number;
  readonly cases: number;
}

/** Does what a resumption does with a journal before it asks what to try next. */
export async function resumeOnce(directory: string): Promise<ResumedCosts> {
  const before = mainThreadMs();
  const began = performance.now();
  const { journal, entries } = await openJournal(directory);
  const opened = performance.now();
  const observed = observationsByCase(entries);
  const store = openFingerprintStore(directory);
  await store.load(namedFingerprints([...observed.values()].flat()));
  const loaded = performance.now();
  const started = startOf(entries);
  const prepared = entries.flatMap(({ event }) => (event.type === 'case-prepared' ? [event] : []));
  for (const event of prepared) {
    const setting = settingFor(event, started);
    if (setting !== undefined) deriveCaseState(setting, observed.get(event.case) ?? [], createJudge(store.get));
  }
  const ended = performance.now();
  const processorMs = mainThreadMs() - before;
  await journal.close();
  return {
    journalMs: opened - began,
    fingerprintsMs: loaded - opened,
    statesMs: ended - loaded,
    processorMs,
    trials: [...observed.values()].flat().length,
    cases: prepared.length,
  };
}

/** A repeated case has the settings of the one that it repeats: `example-7` those of `example`. */
function settingFor(
  event: EventOf<'case-prepared'>,
  { plan, environment }: Pick<EventOf<'run-started'>, 'plan' | 'environment'>,
) {
  const { cases, policy } = plan.question;
  const one = cases.find(({ id }) => id === event.case.replace(/-\d+$/, ''));
  return one === undefined ? undefined : settingOf(event, one, environment, policy);
}

/** The processor time of the main thread. Where the system does not tell it, that of all threads. */
function mainThreadMs(): number {
  try {
    const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
    return Number(nanoseconds) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  }
}
