import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { blockedSet } from '../proof/blocked-set.ts';
import type { CaseState } from '../proof/case-state.ts';
import { type Question, questionsOf } from './question.ts';
import { repeat, withoutRunning } from './wanted-trials.ts';

/**
 * What to try next, the most useful first; a set may stand more than once. Empty when nothing is left to ask, or when the
 * rest waits for what is `running`. Pure: the same state asks the same questions.
 */
export type Strategy = (
  state: CaseState,
  running: readonly Question[],
  circumstances: Circumstances,
) => readonly Question[];

/** What a strategy is told of the run around its case. */
export interface Circumstances {
  /** How many trials of the case may run at once. */
  readonly slots: number;
  /** How often a set that serves fails all the same, pooled over all cases of the run. */
  readonly falseFailureRate: number;
}

/**
 * Builds the reference first; asks nothing more when it is of no use, or when a set gives no verdict however often. What ran
 * into its deadline is tried again, alone, before anything rests on it.
 */
export function afterReference(
  state: CaseState,
  running: readonly Question[],
  questions: () => readonly Question[],
): readonly Question[] {
  if (blockedSet(state) !== undefined) return [];
  switch (state.reference.kind) {
    case 'failed':
    case 'flaky':
      return [];
    case 'open': {
      const wanted = repeat(state.universe, state.reference.due);
      return questionsOf('reference', withoutRunning(wanted, runningSets(running)));
    }
    case 'sound':
      return [...questions(), ...rerunsAlone(state, running)];
  }
}

/** The sets of what runs. */
export function runningSets(running: readonly Question[]): Question['set'][] {
  return running.map(({ set }) => set);
}

function rerunsAlone(state: CaseState, running: readonly Question[]): Question[] {
  const wanted = state.unsettled.filter((set) => !isMoot(state, set));
  return withoutRunning(wanted, runningSets(running)).map((set) => ({ set, purpose: 'retry', alone: true }));
}

/** Whether a set was only searched, and others have decided it since. */
function isMoot({ trials, faithful, exitZero }: CaseState, set: CapabilitySet): boolean {
  const isDecided = [faithful, exitZero].every((ledger) => ledger.statusOf(set).status !== 'unknown');
  const own = trials.filter(({ observation }) => observation.capabilities === set);
  return isDecided && own.every(({ observation }) => observation.purpose === 'search');
}
