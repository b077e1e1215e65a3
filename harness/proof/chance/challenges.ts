import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { isContentOnly } from '../../image/compare/mask.ts';
import type { Verdict } from '../../vocabulary/verdict.ts';
import { type CaseState, isConclusive } from '../case-state.ts';
import { unsteadyChallenges } from './unsteady.ts';

/**
 * Repeats that exclude chance, a list for each thing in doubt: of what is lost only sometimes, and of what is lost each time but is the
 * kind of thing that varies by itself.
 */
export function challenges(state: CaseState, tolerated: number): CapabilitySet[][] {
  return [...lossChallenges(state, tolerated), ...contentChallenges(state, tolerated)];
}

/** What is built to tell a loss that comes and goes from noise that is rare. */
export function lossChallenges(state: CaseState, tolerated: number): CapabilitySet[][] {
  if (state.unsteady.length === 0) return [];
  const terms = { references: buildsWithAll(state), tolerated };
  return unsteadyChallenges(state.unsteady, state.universe, terms).map((set) => [set]);
}

/** How many builds with everything granted the mask was learned from. */
function buildsWithAll({ trials, universe }: CaseState): number {
  return trials.filter(
    ({ observation }) => observation.capabilities === universe && observation.outcome.kind === 'built',
  ).length;
}

/**
 * A set that fails for differences in content alone, at the border or above a set that serves, is built again, and so is the
 * reference, in turn, until (3/k)^r is within what is tolerated, where k agreeing reference
 * builds bound the rate of the other content at 3/k (the rule of three, 95 %) and r builds of the set all show it.
 */
export function contentChallenges(state: CaseState, tolerated: number): CapabilitySet[][] {
  // What shares a cube with everything granted was the same build as far as the kernel can tell.
  const references = verdictsOf(state, state.universe).filter(({ kind }) => kind === 'faithful').length;
  const { failing, conflicts } = state.faithful;
  const decisive = new Set([...failing, ...conflicts.map((conflict) => conflict.failing)]);
  // Without a build that is right there is nothing to build in turn: the mask tells what varies.
  if (references === 0) return [];
  const unsteady = new Set(state.unsteady.map(({ set }) => set));
  return [...decisive]
    .filter((set) => !unsteady.has(set) && failsForContentAlone(state, set))
    .map((set) => {
      const builds = verdictsOf(state, set).length;
      if ((3 / references) ** builds <= tolerated) return [];
      // In turn: what changes with time then shows in both.
      return builds < references ? [set] : [state.universe];
    });
}

function failsForContentAlone(state: CaseState, set: CapabilitySet): boolean {
  const verdicts = verdictsOf(state, set);
  const isSuspect = (verdict: Verdict): boolean => verdict.kind === 'degraded' && isContentOnly(verdict.differences);
  return verdicts.length > 0 && verdicts.every(isSuspect);
}

/** The verdicts of the trials that decide a set; trials that ended without one neither blame nor clear it. */
function verdictsOf(state: CaseState, set: CapabilitySet): Verdict[] {
  const deciding = new Set(state.faithful.statusOf(set).trials);
  return state.trials
    .filter(({ observation, verdict }) => {
      const isOwn = observation.capabilities === set || deciding.has(observation.trial);
      return isOwn && isConclusive(verdict);
    })
    .map(({ verdict }) => verdict);
}
