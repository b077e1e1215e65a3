import { blockedSet } from '../proof/blocked-set.ts';
import type { CaseState } from '../proof/case-state.ts';
import { REFERENCE_BUILDS } from '../proof/reference-state.ts';
import { questionsOf } from './question.ts';
import { runningSets, type Strategy } from './strategy.ts';
import { repeat, withoutRunning } from './wanted-trials.ts';

/** The trials of earlier processes of a run: what they left in its registry went with them. */
export type LostTrials = ReadonlySet<string>;

/** How often a cache that was filled before may fail to be filled again before the case is left as it is. */
const REFILL_FAILURES = 3;

/**
 * Fills the cache before anything else is asked, and again in each process that goes on with the run. Two builds fill one
 * each, although all trials start from the first: what varies by itself between the two would otherwise look like a loss in a
 * trial that misses the cache.
 */
export function fromWarmCache(strategy: Strategy, lost: LostTrials): Strategy {
  return (state, running, circumstances) => {
    if (blockedSet({ trials: state.fills }) !== undefined) return [];
    const filling = running.filter(({ purpose }) => purpose === 'fill');
    const due = withoutRunning(repeat(state.universe, fillsDue(state, lost)), runningSets(filling));
    if (due.length + filling.length > 0) return questionsOf('fill', due);
    return fillOf(state, lost) === undefined ? [] : strategy(state, running, circumstances);
  };
}

/** The trial whose cache the others start from: the first that was filled in this process; undefined if there is none. */
export function fillOf(state: Pick<CaseState, 'fills'>, lost: LostTrials): string | undefined {
  const filled = fillsHere(state, lost).find(({ observation }) => observation.outcome.kind === 'built');
  return filled?.observation.trial;
}

function fillsHere({ fills }: Pick<CaseState, 'fills'>, lost: LostTrials): CaseState['fills'] {
  return fills.filter(({ observation }) => !lost.has(observation.trial));
}

function fillsDue(state: CaseState, lost: LostTrials): number {
  const stands = state.filling;
  if (stands === undefined) return REFERENCE_BUILDS;
  if (stands.kind === 'failed' || stands.kind === 'flaky') return 0;
  if (stands.kind === 'open') return stands.due;
  if (fillOf(state, lost) !== undefined) return 0;
  const failures = fillsHere(state, lost).filter(
    ({ verdict }) => verdict.kind === 'failed' || verdict.kind === 'timeout',
  );
  return failures.length < REFILL_FAILURES ? 1 : 0;
}
