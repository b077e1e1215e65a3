import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { isContentOnly } from '../image/mask.ts';
import type { CaseState } from './case-state.ts';

/** The tolerated probability that a difference in content alone, blamed on a set, is chance. */
const CHANCE_BUDGET = 0.05;

/** How many builds of a set must show a difference in content alone before it is blamed on the set. */
const CHALLENGE_BUILDS = 3;

/**
 * Repeats that exclude chance: a border set that fails for differences in content alone is built again, and so is the
 * reference, until (3/k)^r is within the budget, where k agreeing reference builds bound the rate of the other content at
 * 3/k (the rule of three, 95 %) and r builds of the set all show it.
 */
export function challenges(state: CaseState): CapabilitySet[][] {
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
