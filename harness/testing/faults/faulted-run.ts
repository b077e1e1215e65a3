import { parseSet } from '../../capabilities/parse-set.ts';
import { runCases } from '../../discovery/run-cases.ts';
import type { RunRequest } from '../../discovery/run-settings.ts';
import { pause } from '../../engine/deadline.ts';
import type { Engine } from '../../engine/port.ts';
import { HarnessError, messageOf } from '../../errors.ts';
import { holdsRun } from '../../journal/journal.ts';
import type { RunRecord } from '../../record/record.ts';
import { derivedRecord } from '../../runs/kept-run.ts';
import { outcomeOf } from '../../vocabulary/verdict.ts';
import type { FaultSchedule, InjectedFault } from './fault-schedule.ts';
import { type CaseTruth, isAllKnown, type Truthfulness, truthfulness, untruthsOf } from './fault-truth.ts';

/** A run that is tried under faults, and then gone on with in peace. */
export interface FaultedRun {
  /** Without its engine. */
  readonly settings: Omit<RunRequest, 'engine'>;
  /** The engine behind the faults; they happen until there is to be peace. */
  readonly engine: Engine;
  readonly schedule: FaultSchedule;
  /** Ends them, and gives the engine to go on with. */
  readonly calm: () => Engine;
  readonly truthOf: (caseId: string) => CaseTruth;
  /** How long the run may take at most, waits for whatever stalls included. */
  readonly deadlineMs: number;
  /** What there is of the run on the engine, in words, by whatever means. */
  readonly leftOn: () => Promise<readonly string[]>;
}

/** What became of one fault. */
export interface FaultEnd extends InjectedFault {
  readonly end: Truthfulness;
}

/** How a run under faults went. */
export interface FaultedRunEnd {
  readonly faults: readonly FaultEnd[];
  /** How many trials gave a verdict under faults, and how many none. */
  readonly verdicts: Readonly<Record<Truthfulness, number>>;
  /** How the run under faults ended. */
  readonly ended: 'with all answers' | 'with a part of them' | 'with an error';
  /** The error with which it ended, with what led to it; null if it did not. */
  readonly error: string | null;
  /** What is wrong, each in words: untrue verdicts, what was lost, left or did not end. All are empty where all is well. */
  readonly wrong: readonly string[];
  readonly lost: readonly string[];
  readonly left: readonly string[];
  readonly hung: readonly string[];
}

/** Runs under faults, goes on in peace, and holds both against the truth. */
export async function runUnderFaults(run: FaultedRun): Promise<FaultedRunEnd> {
  const disturbed = await ended(run, run.engine);
  const during = await recordIn(run);
  const engine = run.calm();
  const after = disturbed === 'hung' ? 'hung' : await ended(run, engine);
  const wrong = [during, after].flatMap((record) => (isRecord(record) ? untruthsOf(record, run.truthOf) : []));
  const crashes = [disturbed, after].filter((end) => end instanceof Error && !(end instanceof HarnessError));
  const left = after === 'hung' ? [] : await run.leftOn();
  const verdicts = { true: 0, none: 0, wrong: 0 };
  for (const end of trialEnds(run, during).values()) verdicts[end] += 1;
  return {
    faults: faultEnds(run, { during, finished: isRecord(disturbed) && isAllKnown(disturbed) }),
    verdicts,
    ended: isRecord(disturbed) ? (isAllKnown(disturbed) ? 'with all answers' : 'with a part of them') : 'with an error',
    error: disturbed instanceof Error ? errorText(disturbed) : null,
    wrong: [...wrong, ...crashes.map((crash) => `the run ended with a defect: ${(crash as Error).stack}`)],
    lost: lostIn(during, after),
    left,
    hung: [disturbed, after].filter((end) => end === 'hung').map(() => `the run has no end: ${run.settings.directory}`),
  };
}

function errorText({ message, cause }: Error): string {
  return cause instanceof Error ? `${message}: ${errorText(cause)}` : message;
}

type RunEnd = RunRecord | Error | 'hung';

async function ended({ settings, deadlineMs }: FaultedRun, engine: Engine): Promise<RunEnd> {
  const timer = new AbortController();
  const overdue = pause(deadlineMs, timer.signal).then(() => 'hung' as const);
  const running = runCases({ ...settings, engine }).catch((thrown: unknown) =>
    thrown instanceof Error ? thrown : new Error(messageOf(thrown)),
  );
  return Promise.race([running, overdue]).finally(() => timer.abort());
}

async function recordIn({ settings: { directory } }: FaultedRun): Promise<RunRecord | undefined> {
  return (await holdsRun(directory)) ? derivedRecord(directory) : undefined;
}

function isRecord(end: RunEnd | undefined): end is RunRecord {
  return end !== undefined && end !== 'hung' && !(end instanceof Error);
}

/** What in peace is not there although it should be: an answer, or a verdict that there had been. */
function lostIn(during: RunRecord | undefined, after: RunEnd): string[] {
  if (after === 'hung') return [];
  if (after instanceof Error) return [`it cannot be gone on with: ${after.stack}`];
  const known = new Set(verdictsIn(after));
  const gone = during === undefined ? [] : verdictsIn(during).filter((verdict) => !known.has(verdict));
  const reasons = after.cases.map(({ id, status, reason }) => `${id} ${status} ${reason}`).join('; ');
  return [...gone.map((verdict) => `there is no ${verdict} any more`), ...(isAllKnown(after) ? [] : [reasons])];
}

function verdictsIn({ cases }: RunRecord): string[] {
  return cases.flatMap(({ id, trials }) =>
    trials.all
      .filter(({ verdict }) => outcomeOf(verdict, 'exitZero') !== undefined)
      .map((trial) => `${id} ${trial.id} ${trial.verdict}`),
  );
}

/** What each trial's verdict was worth, by the name of its container. */
function trialEnds(
  { settings: { run }, truthOf }: FaultedRun,
  during: RunRecord | undefined,
): Map<string, Truthfulness> {
  const trials = (during?.cases ?? []).flatMap((one) =>
    one.trials.all.map((trial) => ({ ...trial, truth: truthOf(one.id) })),
  );
  return new Map(
    trials.map(({ id, set, verdict, truth }) => [
      `${run}-${id}`,
      truthfulness(verdict, parseSet(set.join() || 'none'), truth),
    ]),
  );
}

/** A fault in a trial ends as its trial does; any other as the run. */
function faultEnds(
  run: FaultedRun,
  { during, finished }: { readonly during: RunRecord | undefined; readonly finished: boolean },
): FaultEnd[] {
  const ends = trialEnds(run, during);
  const whole: Truthfulness = finished ? 'true' : 'none';
  return run.schedule.injected.map((fault) => ({ ...fault, end: ends.get(fault.about ?? '') ?? whole }));
}
