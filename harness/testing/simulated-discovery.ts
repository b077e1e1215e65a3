import { type CapabilitySet, EMPTY_SET, fromMask } from '../capabilities/capability-set.ts';
import { parseSet } from '../capabilities/parse-set.ts';
import { createBudget } from '../discovery/budget.ts';
import { type CaseContext, caseRecord } from '../discovery/case-record.ts';
import { deriveCaseState } from '../discovery/case-state.ts';
import { discoverCorpus } from '../discovery/discover-corpus.ts';
import { falseFailureRateOf, falseFailuresOf } from '../discovery/false-failures.ts';
import { findAllMinimalSets } from '../discovery/find-all-minimal-sets.ts';
import { createJudge } from '../discovery/judge.ts';
import type { Question } from '../discovery/question.ts';
import type { Strategy } from '../discovery/strategy.ts';
import type { ImageFingerprint } from '../image/fingerprint.ts';
import { fingerprintDigest } from '../image/fingerprint-file.ts';
import type { RunPolicy } from '../record/identity.ts';
import type { CaseRecord } from '../record/record.ts';
import type { Observation, Outcome } from '../trial/observation.ts';
import { UNAUDITED } from './scripted-run.ts';

/** What a simulated build gives: an image, or another end. */
export type SimulatedBuild = ImageFingerprint | Exclude<Outcome, { kind: 'built' }>;

/** A case whose builds are simulated. */
export interface SimulatedDiscovery {
  readonly universe: CapabilitySet;
  /** The build of a set; `attempt` counts the builds of this set and `trial` all builds, from 0. */
  readonly build: (set: CapabilitySet, attempt: number, trial: number) => SimulatedBuild;
  /** @default the search for all minimal sets */
  readonly strategy?: Strategy;
  /** @default 1 */
  readonly slots?: number;
  /** @default 2 */
  readonly confirm?: number;
  /** What else differs from a search with nothing but what its answer needs. */
  readonly policy?: Partial<RunPolicy>;
  /** How long a build takes, in milliseconds. @default 900 */
  readonly durationMs?: (set: CapabilitySet) => number;
  /** What earlier processes observed. */
  readonly earlier?: SimulatedResult | undefined;
  /** How many trials this process runs before it is told to stop. @default no limit */
  readonly stopAfter?: number;
}

/** How a simulated discovery ended. */
export interface SimulatedResult {
  readonly record: CaseRecord;
  readonly observations: readonly Observation[];
  /** The sets of all trials, those of earlier processes included, in the order in which they ended. */
  readonly asked: readonly CapabilitySet[];
  readonly fingerprints: Map<string, ImageFingerprint>;
}

/** Runs the discovery of one case against simulated builds. */
export async function simulateDiscovery(simulation: SimulatedDiscovery): Promise<SimulatedResult> {
  const { universe, slots = 1, confirm = 2, earlier, stopAfter = Number.POSITIVE_INFINITY } = simulation;
  const policy = { ...UNAUDITED, confirm, ...simulation.policy };
  const fingerprints = earlier?.fingerprints ?? new Map<string, ImageFingerprint>();
  const judge = createJudge((digest) => {
    const found = fingerprints.get(digest);
    if (found === undefined) throw new Error(`There is no fingerprint ${digest}`);
    return found;
  });
  const begun = [...(earlier?.asked ?? [])];
  const stop = new AbortController();
  const before = begun.length;
  const tryOut = async (question: Question): Promise<Observation> => {
    const { set } = question;
    const attempt = begun.filter((other) => other === set).length;
    const trial = begun.length;
    begun.push(set);
    if (begun.length - before >= stopAfter) stop.abort();
    const build = simulation.build(set, attempt, trial);
    // Trials that run at once do not end in the order in which they began.
    if (slots > 1) await new Promise((resolve) => setTimeout(resolve, (trial * 7) % 3));
    const outcome = 'kind' in build ? build : keep(build, fingerprints);
    return observation(question, trial, outcome, simulation.durationMs?.(set) ?? 900);
  };
  let state = deriveCaseState(universe, earlier?.observations ?? [], judge);
  await discoverCorpus({
    cases: [
      {
        id: 'example',
        universe,
        earlier: earlier?.observations ?? [],
        judge,
        strategy: simulation.strategy ?? findAllMinimalSets(policy),
        tryOut,
        onState: (changed) => {
          state = changed;
        },
      },
    ],
    jobs: slots,
    budget: createBudget({ ...policy, trialsBefore: before, timeBeforeMs: 0, now: () => 0 }),
    stop: stop.signal,
    onSettled: () => undefined,
    backOffMs: 0,
  });
  const observations = state.trials.map((trial) => trial.observation);
  const falseFailureRate = falseFailureRateOf(falseFailuresOf([state]));
  const record = caseRecord({ ...planOf(universe), policy, falseFailureRate }, state);
  return { record, observations, asked: observations.map(({ capabilities }) => capabilities), fingerprints };
}

/** The sets of one answer of a record. */
export function bordersOf(answer: CaseRecord['faithful']) {
  const sets = (lists: readonly string[][]): CapabilitySet[] => lists.map((names) => parseSet(names.join() || 'none'));
  return { minimalSets: sets(answer.minimalSets), maximalFailingSets: sets(answer.maximalFailingSets) };
}

function keep(image: ImageFingerprint, fingerprints: Map<string, ImageFingerprint>): Outcome {
  const fingerprint = fingerprintDigest(image);
  fingerprints.set(fingerprint, image);
  return { kind: 'built', fingerprint };
}

function observation(
  { set: capabilities, purpose, alone }: Question,
  trial: number,
  outcome: Outcome,
  durationMs: number,
): Observation {
  const startedAt = new Date(Date.UTC(2026, 0, 1) + trial * 1_000).toISOString();
  return {
    trial: `t${String(trial + 1).padStart(4, '0')}`,
    capabilities: fromMask(capabilities),
    evidence: null,
    outcome,
    log: [],
    startedAt,
    durationMs,
    purpose,
    alone: alone === true,
    readyMs: 300,
    witness: null,
  };
}

function planOf(universe: CapabilitySet): Omit<CaseContext, 'policy' | 'falseFailureRate'> {
  return {
    plan: {
      type: 'case-planned',
      case: 'example',
      title: 'Example',
      path: 'dockerfiles/example',
      universe,
      network: 'none',
      target: null,
      buildArguments: {},
      contextSha256: '0'.repeat(64),
      instructions: [],
      bases: [],
    },
    untestable: EMPTY_SET,
  };
}
