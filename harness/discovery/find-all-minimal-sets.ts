import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { isContentOnly } from '../image/mask.ts';
import { pick } from '../search/picker.ts';
import { confirmationsDue, retriesDue } from '../search/repeats.ts';
import { type CaseState, isConclusive, REFERENCE_BUILDS } from './case-state.ts';
import type { Strategy } from './strategy.ts';

/** How thorough a discovery is. */
export interface Policy {
  /** How many agreeing trials a border failure needs. */
  readonly confirm: number;
  /** How many trials may run at once. */
  readonly slots: number;
  /** Decides between equally good questions. */
  readonly seed: number;
}

/** How many trials without a verdict on the build a set may have before the case is given up. */
const INFRASTRUCTURE_LIMIT = 3;

/** The tolerated probability that a difference in content alone, blamed on a set, is chance. */
const CHANCE_BUDGET = 0.05;

/** How many builds of a set must show a difference in content alone before it is blamed on the set. */
const CHALLENGE_BUILDS = 3;

/** Asks until all minimal sets of both answers are found and every border failure is confirmed. */
export function findAllMinimalSets(policy: Policy): Strategy {
  return (state, inFlight) => afterReference(state, inFlight, () => searchQuestions(state, policy, inFlight));
}

/** Tries one set as often as `times`. */
export function tryOneSet(set: CapabilitySet, times: number): Strategy {
  return (state, inFlight) =>
    afterReference(state, inFlight, () => {
      const tried = state.trials.filter(
        ({ observation, verdict }) => observation.capabilities === set && isConclusive(verdict),
      ).length;
      return withoutRunning(repeat(set, times - tried), inFlight);
    });
}

/** Builds the reference first; asks nothing more when it is of no use, or when a set gives no verdict however often. */
function afterReference(
  state: CaseState,
  inFlight: readonly CapabilitySet[],
  questions: () => readonly CapabilitySet[],
): readonly CapabilitySet[] {
  if (blockedSet(state) !== undefined) return [];
  switch (state.reference.kind) {
    case 'failed':
    case 'flaky':
      return [];
    case 'open':
      return withoutRunning(repeat(state.universe, REFERENCE_BUILDS - state.reference.builds), inFlight);
    case 'sound':
      return questions();
  }
}

/** A set whose trials end without a verdict on the build again and again, with the last reason. */
export function blockedSet(state: CaseState): { set: CapabilitySet; message: string } | undefined {
  const counts = new Map<CapabilitySet, number>();
  for (const { observation, verdict } of state.trials) {
    const { capabilities } = observation;
    if (isConclusive(verdict)) counts.delete(capabilities);
    if (verdict.kind !== 'infrastructure' && verdict.kind !== 'untestable') continue;
    const count = (counts.get(capabilities) ?? 0) + 1;
    counts.set(capabilities, count);
    if (count >= INFRASTRUCTURE_LIMIT || verdict.kind === 'untestable') {
      return { set: capabilities, message: verdict.message };
    }
  }
  return undefined;
}

function repeat(set: CapabilitySet, times: number): CapabilitySet[] {
  return Array.from({ length: Math.max(0, times) }, () => set);
}

function searchQuestions(state: CaseState, policy: Policy, inFlight: readonly CapabilitySet[]): CapabilitySet[] {
  const ledgers = [state.faithful, state.exitZero];
  const retries = mostWanted(ledgers.map((ledger) => retriesDue(ledger, [], inFlight)));
  const picked = ledgers.flatMap((ledger) => pick(ledger, {}, { slots: policy.slots, seed: policy.seed, inFlight }));
  if (retries.length + picked.length > 0) return [...retries, ...new Set(picked)];
  const confirmations = ledgers.map((ledger) => confirmationsDue(ledger, policy.confirm, inFlight));
  const challenged = challenges(state).map((due) => withoutRunning(due, inFlight));
  return mostWanted([...confirmations, ...challenged]);
}

/**
 * Repeats that exclude chance: a border set that fails for differences in content alone is built again, and so is the
 * reference, until (3/k)^r is within the budget, where k agreeing reference builds bound the rate of the other content at
 * 3/k (the rule of three, 95 %) and r builds of the set all show it.
 */
function challenges(state: CaseState): CapabilitySet[][] {
  const suspects = state.faithful.failing.filter((set) => failsForContentAlone(state, set));
  const references = state.trials.filter(
    ({ observation, verdict }) => observation.capabilities === state.universe && verdict.kind === 'faithful',
  ).length;
  return suspects.map((set) => {
    const builds = state.trials.filter(({ observation }) => observation.capabilities === set).length;
    if ((3 / references) ** builds <= CHANCE_BUDGET) return [];
    return builds < CHALLENGE_BUILDS ? [set] : [state.universe];
  });
}

function failsForContentAlone(state: CaseState, set: CapabilitySet): boolean {
  const verdicts = state.trials
    .filter(({ observation }) => observation.capabilities === set)
    .map(({ verdict }) => verdict);
  return (
    verdicts.length > 0 &&
    verdicts.every((verdict) => verdict.kind === 'degraded' && isContentOnly(verdict.differences))
  );
}

/** Each set as often as the list that wants it most. */
function mostWanted(lists: readonly (readonly CapabilitySet[])[]): CapabilitySet[] {
  const wanted = new Map<CapabilitySet, number>();
  for (const list of lists) {
    for (const [set, count] of counted(list)) wanted.set(set, Math.max(count, wanted.get(set) ?? 0));
  }
  return [...wanted].flatMap(([set, count]) => Array.from({ length: count }, () => set));
}

function counted(sets: readonly CapabilitySet[]): Map<CapabilitySet, number> {
  const counts = new Map<CapabilitySet, number>();
  for (const set of sets) counts.set(set, (counts.get(set) ?? 0) + 1);
  return counts;
}

function withoutRunning(sets: readonly CapabilitySet[], inFlight: readonly CapabilitySet[]): CapabilitySet[] {
  const running = counted(inFlight);
  return sets.filter((set) => {
    const count = running.get(set) ?? 0;
    if (count > 0) running.set(set, count - 1);
    return count === 0;
  });
}
