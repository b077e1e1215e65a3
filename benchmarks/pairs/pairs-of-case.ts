import type { Capability } from '../../harness/capabilities/capability.ts';
import {
  type CapabilitySet,
  capabilitiesOf,
  EMPTY_SET,
  intersection,
  isSubset,
  setOf,
} from '../../harness/capabilities/capability-set.ts';
import { type CaseState, factsFor } from '../../harness/proof/case-state.ts';
import { ANSWERS, type Answer, type Outcome } from '../../harness/vocabulary/answer.ts';

/** A trial that decides a cube: every set that agrees with its own on what the kernel was asked about. */
export interface CubeTrial {
  readonly trial: string;
  readonly set: CapabilitySet;
  readonly asked: CapabilitySet;
  readonly outcomes: Readonly<Record<Answer, Outcome | undefined>>;
}

/** Two trials of which one decides the set of the other. */
export type Pair = readonly [CubeTrial, CubeTrial];

/** A capability that the kernel was asked about in only one trial of a pair. */
export interface AskedOnce {
  readonly capability: Capability;
  /** Whether the trial that asked held it. */
  readonly granted: boolean;
}

/** What the pairs of a case show. */
export interface CasePairs {
  /** How many trials decide a cube. */
  readonly trials: number;
  /** How many pairs the rule joins. */
  readonly pairs: number;
  /** How many of them have two different sets. Only these test the rule; the others test chance. */
  readonly ofTwoSets: number;
  /** The pairs with another outcome, for each answer. */
  readonly contradictions: Readonly<Record<Answer, readonly Pair[]>>;
  /** What the search found to decide without being asked about, for each answer. */
  readonly hidden: Readonly<Record<Answer, CapabilitySet>>;
  /** How many pairs differ in what was asked. */
  readonly differing: number;
  /** In what they differ, one entry for each pair and capability. */
  readonly askedOnce: readonly AskedOnce[];
}

/** Looks at each two trials of a case under one configuration. */
export function pairsOfCase(state: CaseState): CasePairs {
  const trials = cubeTrials(state);
  const pairs = trials.flatMap((first, index) =>
    trials.slice(index + 1).flatMap((second): Pair[] => (areJoined(first, second) ? [[first, second]] : [])),
  );
  const differing = pairs.filter(([first, second]) => first.asked !== second.asked);
  return {
    trials: trials.length,
    pairs: pairs.length,
    ofTwoSets: pairs.filter(([first, second]) => first.set !== second.set).length,
    contradictions: perAnswerOf((answer) => pairs.filter((pair) => areContrary(pair, answer))),
    hidden: perAnswerOf((answer) => state[answer].cover?.hidden ?? EMPTY_SET),
    differing: differing.length,
    askedOnce: differing.flatMap(askedOnceIn),
  };
}

/** The trials that decide a cube, with what they show. A timeout that may be chance shows nothing. */
export function cubeTrials(state: Pick<CaseState, 'universe' | 'trials' | 'about' | 'unsteady'>): CubeTrial[] {
  const found = new Map<string, CubeTrial>();
  for (const answer of ANSWERS) {
    for (const { trial, set, asked, outcome } of factsFor(answer, state)) {
      if (asked === undefined) continue;
      const outcomes = found.get(trial)?.outcomes ?? { faithful: undefined, exitZero: undefined };
      found.set(trial, { trial, set, asked, outcomes: { ...outcomes, [answer]: outcome } });
    }
  }
  return [...found.values()];
}

function perAnswerOf<Value>(valueFor: (answer: Answer) => Value): Record<Answer, Value> {
  return { faithful: valueFor('faithful'), exitZero: valueFor('exitZero') };
}

function areJoined(one: CubeTrial, other: CubeTrial): boolean {
  return decides(one, other.set) || decides(other, one.set);
}

function decides({ set, asked }: CubeTrial, other: CapabilitySet): boolean {
  return intersection(set, asked) === intersection(other, asked);
}

function areContrary([first, second]: Pair, answer: Answer): boolean {
  const [one, other] = [first.outcomes[answer], second.outcomes[answer]];
  return one !== undefined && other !== undefined && one !== other;
}

function askedOnceIn([first, second]: Pair): AskedOnce[] {
  return capabilitiesOf((first.asked ^ second.asked) as CapabilitySet).map((capability) => {
    const asking = isSubset(setOf(capability), first.asked) ? first : second;
    return { capability, granted: isSubset(setOf(capability), asking.set) };
  });
}
