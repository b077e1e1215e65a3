import { setTimeout as sleep } from 'node:timers/promises';
import { type CaseSetting, type CaseState, deriveCaseState, variedCase } from '../proof/case-state.ts';
import { withoutPassing } from '../proof/derive-record.ts';
import type { Judge } from '../proof/judge.ts';
import { type CaseProgress, type CaseWork, caseProgress } from '../strategies/case-progress.ts';
import type { Question } from '../strategies/question.ts';
import { remainingMs } from '../strategies/remaining-work.ts';
import type { ScheduledCase } from '../strategies/schedule/schedule.ts';
import type { Circumstances, Strategy } from '../strategies/strategy.ts';
import type { Observation } from '../vocabulary/observation.ts';

/** One case to discover. */
export interface CaseDiscovery {
  readonly id: string;
  readonly setting: CaseSetting;
  /** What earlier processes of the run observed. */
  readonly earlier: readonly Observation[];
  readonly judge: Judge;
  readonly strategy: Strategy;
  /** Runs one trial. */
  readonly tryOut: (question: Question, terms: TrialTerms) => Promise<Observation>;
  /** What decides how much of it is left. */
  readonly work: CaseWork;
}

/** What a trial is run under besides its set. */
export interface TrialTerms {
  /** Everything that ended well so far: what a deadline is learned from. */
  readonly state: CaseState;
  /** How many trials may run at once. */
  readonly slots: number;
  /** Fires when nobody wants the answer any more. */
  readonly cancel: AbortSignal;
}

/** A case at work. */
export interface LiveCase extends ScheduledCase {
  readonly id: string;
  state(): CaseState;
  /** How far it has come, if so many of its trials may run at once. */
  progress(slots: number): CaseProgress;
  /** Cancels what runs. */
  abandon(): void;
  /** Takes back the trials that ended without a verdict on the build, as what was in the way of them is over. */
  forgetFaults(): void;
  /**
   * Gives the memory back that its conclusions take, after asking for each of these numbers of slots, whose answers are kept. What was
   * observed is kept too: whatever else is asked for is concluded anew.
   */
  rest(slots: readonly number[]): void;
  /** Begins a trial; resolves when the case has taken in what it showed, which it also gives. */
  begin(question: Question, slots: number): Promise<Observation>;
}

/** What a case learns of the run around it. */
export interface Surroundings {
  readonly falseFailureRate: () => number;
  readonly stop: AbortSignal;
  /** The pause after a trial without a verdict; it doubles from here. @default 500 */
  readonly backOffMs?: number | undefined;
  /** Hears that the case is not as it was: a trial has begun or ended, or was taken back. @default nobody listens */
  readonly onChange?: (() => void) | undefined;
}

const BACK_OFF_MS = 500;

interface Running {
  readonly question: Question;
  /** Whether it was open when it was asked: it is cancelled once it is decided. */
  readonly wasOpen: boolean;
  readonly cancel: AbortController;
  /** Whether the trial has ended and only waits before its set is tried again. */
  rests: boolean;
}

/** Opens a case. Every answer is derived anew from all observations, so an interrupted discovery goes on where it was. */
export function openCase(discovery: CaseDiscovery, surroundings: Surroundings): LiveCase {
  let observations = discovery.earlier.map(withoutLog);
  const running = new Set<Running>();
  let concluded: CaseState | undefined;
  const state = (): CaseState => {
    concluded ??= deriveCaseState(discovery.setting, observations, discovery.judge);
    return concluded;
  };
  let answers = new Map<string, readonly Question[]>();
  let leftMs: number | undefined;
  const concludeAnew = (): void => {
    concluded = undefined;
    leftMs = undefined;
  };
  const askAnew = (): void => {
    answers = new Map();
    surroundings.onChange?.();
  };
  const questions = (circumstances: Circumstances): readonly Question[] => {
    const key = `${circumstances.slots} ${circumstances.falseFailureRate}`;
    const known =
      answers.get(key) ??
      discovery.strategy(
        state(),
        [...running].map(({ question }) => question),
        circumstances,
      );
    answers.set(key, known);
    return known;
  };
  const takeIn = (observation: Observation): void => {
    observations.push(withoutLog(observation));
    concludeAnew();
    for (const { question, wasOpen, cancel } of running) if (wasOpen && isDecided(question, state())) cancel.abort();
  };
  return {
    id: discovery.id,
    state,
    get occupied() {
      return [...running].filter(({ rests }) => !rests).map(({ question }) => question);
    },
    get running() {
      return running.size;
    },
    get remainingMs() {
      leftMs ??= remainingMs(state());
      return leftMs;
    },
    questions: (slots) => questions({ slots, falseFailureRate: surroundings.falseFailureRate() }),
    progress: (slots) => {
      const asked = questions({ slots, falseFailureRate: surroundings.falseFailureRate() });
      return caseProgress(state(), [...asked, ...[...running].map(({ question }) => question)], discovery.work);
    },
    abandon() {
      for (const { cancel } of running) cancel.abort();
    },
    forgetFaults() {
      observations = withoutPassing(observations);
      concludeAnew();
      askAnew();
    },
    rest(slots) {
      for (const most of slots) questions({ slots: most, falseFailureRate: surroundings.falseFailureRate() });
      leftMs ??= remainingMs(state());
      concluded = undefined;
    },
    async begin(question, slots) {
      const wasOpen = question.purpose === 'search' && !isDecided(question, state());
      const trial: Running = { question, wasOpen, cancel: new AbortController(), rests: false };
      running.add(trial);
      askAnew();
      try {
        const observation = await discovery.tryOut(question, { state: state(), slots, cancel: trial.cancel.signal });
        trial.rests = true;
        surroundings.onChange?.();
        await backOff(observation, observations, surroundings);
        running.delete(trial);
        takeIn(observation);
        return observation;
      } finally {
        running.delete(trial);
        askAnew();
      }
    },
  };
}

/** What a build wrote is in the journal and decides nothing: it takes more memory than all else that is known of a trial. */
function withoutLog(observation: Observation): Observation {
  return { ...observation, log: [] };
}

/** Under a variation only the same image is searched for. */
function isDecided({ set, variation, covers }: Question, state: CaseState): boolean {
  const ledgers =
    variation === undefined ? [state.faithful, state.exitZero] : [variedCase(state, variation).state.faithful];
  return ledgers.every((ledger) => {
    const basis = ledger.basisOf(set);
    return basis !== 'open' && !(covers === true && basis === 'assumption');
  });
}

/** Gives whatever broke some time before the same set is tried again. */
async function backOff(
  latest: Observation,
  earlier: readonly Observation[],
  { stop, backOffMs = BACK_OFF_MS }: Surroundings,
): Promise<void> {
  if (latest.outcome.kind !== 'infrastructure') return;
  const before = earlier.filter(
    (seen) =>
      seen.capabilities === latest.capabilities &&
      seen.variation === latest.variation &&
      seen.outcome.kind === 'infrastructure',
  ).length;
  await sleep(backOffMs * 2 ** before, undefined, { signal: stop }).catch(() => undefined);
}
