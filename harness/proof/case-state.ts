import { type CapabilitySet, EMPTY_SET, union } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import type { Mask } from '../image/compare/mask.ts';
import type { Fact } from '../search/ledger/fact.ts';
import { buildLedger, type Ledger } from '../search/ledger/ledger.ts';
import type { Answer } from '../vocabulary/answer.ts';
import type { Case } from '../vocabulary/case.ts';
import type { Difference } from '../vocabulary/difference.ts';
import type { EngineEnvironment } from '../vocabulary/engine-environment.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { EventOf } from '../vocabulary/run-event.ts';
import type { RunPolicy } from '../vocabulary/run-policy.ts';
import type { Variation } from '../vocabulary/variation.ts';
import type { Verdict } from '../vocabulary/verdict.ts';
import { outcomeOf } from '../vocabulary/verdict.ts';
import { luckySets, type UnsteadySet, unsteadySets } from './chance/unsteady.ts';
import type { Judge, JudgedTrial, Judgement } from './judge.ts';
import { REFERENCE_BUILDS, type ReferenceState, soundness } from './reference-state.ts';
import { timedOutSets } from './time-outs.ts';
import { type AskedAbout, type AskedContext, askedAbout } from './watched/asked-about.ts';

/** All that is known of a case: a pure function of its observations. */
export interface CaseState {
  readonly universe: CapabilitySet;
  readonly trials: readonly JudgedTrial[];
  /** The builds that left a cache for the others; empty unless the case starts from one. */
  readonly fills: readonly JudgedTrial[];
  readonly mask: Mask;
  readonly reference: ReferenceState;
  /** How the builds stand that left a cache; undefined where there are none. */
  readonly filling: ReferenceState | undefined;
  /** Sets whose builds give the same image sometimes and lose something at other times. */
  readonly unsteady: readonly UnsteadySet[];
  /** What each trial says about other sets, by its id. */
  readonly about: ReadonlyMap<string, AskedAbout>;
  /** Sets that ran into their deadline, which is no evidence before it happens again with nothing beside them. */
  readonly unsettled: readonly CapabilitySet[];
  /** What is known of the sets whose image equals the reference image. */
  readonly faithful: Ledger;
  /** What is known of the sets with which the build reports success. */
  readonly exitZero: Ledger;
  /** What is known under each variation that was tried. It says nothing of the case without: nothing else here rests on it. */
  readonly varied: ReadonlyMap<Variation, VariedCase>;
}

/** A case under a variation. */
export interface VariedCase {
  /** What is known of it, as if it were a case of its own. */
  readonly state: CaseState;
  /** What the variation changes of the reference image even with everything granted; null if that was not tried. */
  readonly imageChanges: readonly Difference[] | null;
}

/** What is known of a case before its trials, as far as it decides what they show. */
export interface CaseSetting extends AskedContext {
  /**
   * How many builds with everything granted have to fail, and none succeed, before the case counts as one that does not build.
   *
   * @default as many as make a reference
   */
  readonly failuresToGiveUp?: number | undefined;
}

/** What is known of a case before its trials, from what was prepared for it. */
export function settingOf(
  { universe, bases }: Pick<EventOf<'case-prepared'>, 'universe' | 'bases'>,
  { instructions, configuration }: Pick<Case, 'instructions' | 'configuration'>,
  environment: Pick<EngineEnvironment, 'seccomp'>,
  { buildsThatExclude }: Pick<RunPolicy, 'buildsThatExclude'>,
): CaseSetting {
  const known = bases.map(({ fileCapabilities = null }) => fileCapabilities);
  const fileCapabilities = known.includes(null)
    ? null
    : known.map((names) => setOfNames(names ?? [])).reduce(union, EMPTY_SET);
  const seccomp = configuration.seccomp === 'default' ? environment.seccomp : configuration.seccomp;
  return {
    universe,
    fileCapabilities,
    addsArchives: instructions.some(({ keyword }) => keyword === 'ADD'),
    seccomp: typeof seccomp === 'string' ? seccomp : ANOTHER_PROFILE,
    failuresToGiveUp: buildsThatExclude,
  };
}

/** For a profile that a user gave: nobody knows what it opens, whatever its file is called. */
const ANOTHER_PROFILE = 'of a user';

/** Derives the state of a case from all that was observed of it. */
export function deriveCaseState(setting: CaseSetting, observations: readonly Observation[], judge: Judge): CaseState {
  const { varied, ...judged } = judge(setting.universe, observations);
  const cases = [...varied].map(
    ([variation, { imageChanges, ...own }]) => [variation, { state: stateOf(setting, own), imageChanges }] as const,
  );
  return stateOf(setting, judged, new Map(cases));
}

/** What is known of a case under a variation; nothing yet, if it was not tried. */
export function variedCase({ universe, varied }: CaseState, variation: Variation): VariedCase {
  const nothing = { trials: [], fills: [], mask: { entries: [] } };
  return (
    varied.get(variation) ?? {
      state: stateOf({ universe, fileCapabilities: null, addsArchives: false, seccomp: 'default' }, nothing),
      imageChanges: null,
    }
  );
}

/** The trials of a case under any variation. */
export function variedTrials({ varied }: Pick<CaseState, 'varied'>): JudgedTrial[] {
  return [...varied.values()].flatMap(({ state }) => [...state.trials, ...state.fills]);
}

function stateOf(
  setting: CaseSetting,
  { trials, fills, mask }: Judgement,
  varied: CaseState['varied'] = new Map(),
): CaseState {
  const { universe, failuresToGiveUp = REFERENCE_BUILDS } = setting;
  const unsteady = once(() => unsteadySets(trials));
  const filling = fills.length === 0 ? undefined : soundness(fills, failuresToGiveUp);
  const about = new Map(trials.map(({ observation }) => [observation.trial, askedAbout(observation, setting)]));
  const ledgerFor = (answer: Answer): (() => Ledger) =>
    once(() => buildLedger(universe, factsFor(answer, { universe, trials, about, unsteady: unsteady() })));
  // Whoever tries every subset asks thousands of times and looks at no conclusion before the end.
  const [faithful, exitZero] = [ledgerFor('faithful'), ledgerFor('exitZero')];
  return {
    universe,
    trials,
    fills,
    mask,
    varied,
    about,
    unsettled: timedOutSets(trials).unsettled,
    reference: referenceState(universe, { trials, filling }, failuresToGiveUp),
    filling,
    get unsteady() {
      return unsteady();
    },
    get faithful() {
      return faithful();
    },
    get exitZero() {
      return exitZero();
    },
  };
}

/** Computes a value when it is first asked for. */
function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

/**
 * What the trials say about one question; trials without a verdict on the build, and timeouts that may be chance, say nothing. Nor does
 * it say anything that a set gave the same image which may only have been lucky: a loss that shows once is one.
 */
export function factsFor(
  answer: Answer,
  { universe, trials, about, unsteady }: Pick<CaseState, 'universe' | 'trials' | 'about' | 'unsteady'>,
): Fact[] {
  const { settled } = timedOutSets(trials);
  const faithful = trials.flatMap(({ observation, verdict }) =>
    verdict.kind === 'faithful' ? [observation.capabilities] : [],
  );
  const lucky = luckySets(answer === 'faithful' ? unsteady : [], faithful, universe);
  return trials.flatMap(({ observation, verdict }) => {
    const isDoubtful = verdict.kind === 'timeout' && !settled.has(observation.capabilities);
    const outcome = isDoubtful ? undefined : outcomeOf(verdict.kind, answer);
    if (outcome === undefined) return [];
    if (outcome === 'pass' && lucky.has(observation.capabilities)) return [];
    const said = about.get(observation.trial);
    const asked = said?.kind === 'cube' ? { asked: said.asked } : {};
    return [{ set: observation.capabilities, outcome, trial: observation.trial, ...asked }];
  });
}

/** Whether a verdict is about the build, and not about what surrounds it. */
export function isConclusive(verdict: Verdict): boolean {
  return outcomeOf(verdict.kind, 'faithful') !== undefined;
}

/** A build that starts from a cache has no reference before those that fill the cache are sound themselves. */
function referenceState(
  universe: CapabilitySet,
  { trials, filling }: Pick<CaseState, 'trials' | 'filling'>,
  failuresToGiveUp: number,
): ReferenceState {
  if (filling !== undefined && filling.kind !== 'sound') return filling;
  const own = trials.filter(({ observation }) => observation.capabilities === universe);
  return soundness(own, failuresToGiveUp);
}
