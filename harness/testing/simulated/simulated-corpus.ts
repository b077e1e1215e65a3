import { type CapabilitySet, EMPTY_SET, fromMask } from '../../capabilities/capability-set.ts';
import { createBudget } from '../../discovery/budget.ts';
import { type CorpusEnd, discoverCorpus } from '../../discovery/discover-corpus.ts';
import type { CaseDiscovery, LiveCase, TrialTerms } from '../../discovery/live-case.ts';
import type { ImageFingerprint } from '../../image/fingerprint/fingerprint.ts';
import { fingerprintDigest } from '../../image/fingerprint/fingerprint-file.ts';
import { type CaseContext, caseRecord } from '../../proof/case-record.ts';
import { variedTrials } from '../../proof/case-state.ts';
import { spentText } from '../../proof/derive-record.ts';
import { falseFailureRateOf, falseFailuresOf } from '../../proof/false-failures.ts';
import { createJudge } from '../../proof/judge.ts';
import type { CaseRecord } from '../../record/record.ts';
import type { Question } from '../../strategies/question.ts';
import type { Strategy } from '../../strategies/strategy.ts';
import { strategyFor } from '../../strategies/strategy-for.ts';
import type { CapabilityChecks } from '../../vocabulary/capability-checks.ts';
import type { Observation } from '../../vocabulary/observation.ts';
import type { RunPolicy } from '../../vocabulary/run-policy.ts';
import type { TrialOutcome } from '../../vocabulary/trial-outcome.ts';
import type { PlannedVariation, Variation } from '../../vocabulary/variation.ts';
import { plannedCaseOf, UNAUDITED } from '../examples/plans.ts';
import { builderStatus } from '../examples/watched-trials.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

/** What a simulated build gives: an image, or another end. */
export type SimulatedBuild = ImageFingerprint | Exclude<TrialOutcome, { kind: 'built' }>;

/** A case whose builds are simulated. */
export interface SimulatedCase {
  readonly id: string;
  readonly universe: CapabilitySet;
  /** The build of a set; `attempt` counts the builds of this set and `trial` all builds of the case, from 0. */
  readonly build: (set: CapabilitySet, attempt: number, trial: number, variation?: Variation) => SimulatedBuild;
  /** How long a build takes, in milliseconds. @default 900 for all */
  readonly durationMs?: ((set: CapabilitySet, trial: number) => number) | undefined;
  /** What the kernel is seen to be asked in the build of a set. @default the kernel is not watched */
  readonly witness?: ((set: CapabilitySet) => CapabilityChecks) | undefined;
  /** The variations that are tried of it. @default none */
  readonly variations?: readonly PlannedVariation[];
  /** @default the search for all minimal sets, and for what variations need */
  readonly strategy?: Strategy | undefined;
  /** What earlier processes observed. */
  readonly earlier?: readonly Observation[];
}

/** Cases that are discovered together. */
export interface SimulatedCorpus {
  readonly cases: readonly SimulatedCase[];
  readonly jobs: number;
  /** What differs from a search with nothing but what its answer needs. */
  readonly policy?: Partial<RunPolicy>;
  /** How many trials begin before the run is told to stop. @default no limit */
  readonly stopAfter?: number;
  /** The images of earlier processes, to which new ones are added. */
  readonly fingerprints?: Map<string, ImageFingerprint>;
}

/** A trial as the clock saw it. */
export interface SimulatedTrial {
  readonly id: string;
  readonly question: Question;
  readonly beganMs: number;
  readonly endedMs: number;
  readonly isCancelled: boolean;
}

/** How a simulated discovery ended. */
export interface SimulatedEnd extends CorpusEnd {
  readonly records: readonly CaseRecord[];
  readonly observations: readonly (readonly Observation[])[];
  /** In the order in which they ended. */
  readonly trials: readonly SimulatedTrial[];
  /** When the last trial ended. */
  readonly makespanMs: number;
  /** The cases in the order in which they were settled. */
  readonly settled: readonly string[];
}

/** The time of day at which every simulation begins. */
const BEGINNING = Date.UTC(2026, 0, 1);

/** Runs a discovery against simulated builds, on a clock that does not wait. */
export async function simulateCorpus(corpus: SimulatedCorpus): Promise<SimulatedEnd> {
  const { jobs, stopAfter = Number.POSITIVE_INFINITY } = corpus;
  const policy = { ...UNAUDITED, ...corpus.policy };
  const clock = virtualClock(endOf(corpus.cases.flatMap(({ earlier = [] }) => earlier)));
  const stop = new AbortController();
  const trials: SimulatedTrial[] = [];
  const settled: string[] = [];
  const ended = new Map<string, LiveCase>();
  const fingerprints = corpus.fingerprints ?? new Map<string, ImageFingerprint>();
  let begun = 0;
  const onBegin = (): void => {
    begun += 1;
    if (begun >= stopAfter) stop.abort();
  };
  const cases = corpus.cases.map((one) => simulatedCase(one, policy, { clock, fingerprints, trials, onBegin }));
  const discovery = discoverCorpus({
    cases,
    jobs,
    budget: createBudget({ ...policy, trialsBefore: 0, timeBeforeMs: 0, now: clock.now }),
    stop: stop.signal,
    onSettled: (live) => {
      settled.push(live.id);
      ended.set(live.id, live);
    },
    backOffMs: 0,
  });
  const end = await clock.pass(discovery);
  const states = corpus.cases.flatMap(({ id }) => ended.get(id)?.state() ?? []);
  const falseFailureRate = falseFailureRateOf(falseFailuresOf(states));
  const context = { policy, falseFailureRate, fingerprintOf: reading(fingerprints), ended: spentText(end.budgetSpent) };
  return {
    ...end,
    records: corpus.cases.flatMap((one, index) => {
      const state = states[index];
      return state === undefined ? [] : [caseRecord({ ...toldOf(one), ...context }, state)];
    }),
    observations: states.map((state) =>
      [...state.trials, ...variedTrials(state)].map(({ observation }) => observation),
    ),
    trials,
    makespanMs: clock.now(),
    settled,
  };
}

interface Stage {
  readonly clock: VirtualClock;
  readonly fingerprints: Map<string, ImageFingerprint>;
  readonly trials: SimulatedTrial[];
  readonly onBegin: () => void;
}

function simulatedCase(one: SimulatedCase, policy: RunPolicy, stage: Stage): CaseDiscovery {
  const { id, universe, earlier = [] } = one;
  const judge = createJudge(reading(stage.fingerprints));
  const begun = earlier.map(({ capabilities }) => capabilities);
  const tryOut = async (question: Question, { cancel }: TrialTerms): Promise<Observation> => {
    const attempt = begun.filter((other) => other === question.set).length;
    const trial = begun.push(question.set) - 1;
    stage.onBegin();
    const build = one.build(question.set, attempt, trial, question.variation);
    const beganMs = stage.clock.now();
    const ended = await stage.clock.wait(one.durationMs?.(question.set, trial) ?? 900, cancel);
    const endedMs = stage.clock.now();
    const isCancelled = ended === 'aborted';
    stage.trials.push({ id, question, beganMs, endedMs, isCancelled });
    const outcome: TrialOutcome = 'kind' in build ? build : keep(build, stage.fingerprints);
    const seen = observation(question, trial, isCancelled ? { kind: 'cancelled' } : outcome, { beganMs, endedMs });
    const watched = isCancelled ? undefined : one.witness?.(question.set);
    return watched === undefined ? seen : { ...seen, evidence: builderStatus(question.set), witness: watched };
  };
  return {
    id,
    setting: {
      universe,
      fileCapabilities: EMPTY_SET,
      addsArchives: false,
      seccomp: 'default',
      failuresToGiveUp: policy.buildsThatExclude,
    },
    earlier,
    judge,
    strategy:
      one.strategy ??
      strategyFor({ task: { kind: 'search' }, policy }, { variations: one.variations ?? [] }, undefined),
    tryOut,
    work: { policy, sets: 0 },
  };
}

/** When the last of some trials ended. */
function endOf(observations: readonly Observation[]): number {
  const ends = observations.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs - BEGINNING);
  return Math.max(0, ...ends);
}

function reading(fingerprints: ReadonlyMap<string, ImageFingerprint>): (digest: string) => ImageFingerprint {
  return (digest) => {
    const found = fingerprints.get(digest);
    if (found === undefined) throw new Error(`No fingerprint ${digest}`);
    return found;
  };
}

function keep(image: ImageFingerprint, fingerprints: Map<string, ImageFingerprint>): TrialOutcome {
  const fingerprint = fingerprintDigest(image);
  fingerprints.set(fingerprint, image);
  return { kind: 'built', fingerprint };
}

function observation(
  { set, purpose, variation, alone }: Question,
  trial: number,
  outcome: TrialOutcome,
  { beganMs, endedMs }: Pick<SimulatedTrial, 'beganMs' | 'endedMs'>,
): Observation {
  return {
    trial: `t${String(trial + 1).padStart(4, '0')}`,
    capabilities: fromMask(set),
    purpose,
    variation: variation ?? null,
    alone: alone === true,
    evidence: null,
    outcome,
    log: [],
    startedAt: new Date(BEGINNING + beganMs).toISOString(),
    durationMs: endedMs - beganMs,
    readyMs: 300,
    witness: null,
    registry: null,
  };
}

/** What a record says of a case beside its trials. */
function toldOf({
  id,
  universe,
  variations = [],
}: SimulatedCase): Pick<CaseContext, 'case' | 'prepared' | 'untestable' | 'task'> {
  return {
    case: plannedCaseOf(id, universe),
    prepared: { type: 'case-prepared', case: id, universe, contextSha256: '0'.repeat(64), bases: [], variations },
    untestable: EMPTY_SET,
    task: { kind: 'search' },
  };
}
