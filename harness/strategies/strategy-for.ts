import type { RunPlan, RunTask } from '../vocabulary/run-plan.ts';
import type { RunPolicy } from '../vocabulary/run-policy.ts';
import type { PlannedVariation } from '../vocabulary/variation.ts';
import { type Belief, findAllMinimalSets } from './find-all-minimal-sets.ts';
import type { LostTrials } from './from-warm-cache.ts';
import type { Strategy } from './strategy.ts';
import { tryEverySet } from './try-every-set.ts';
import { tryOneSet } from './try-one-set.ts';
import { alsoVaried, firstMinimalSets, type SetsToVary } from './variations.ts';

/** The variations of a case, and what earlier processes of the run left that is no more. */
export interface PlannedVariations {
  readonly variations: readonly PlannedVariation[];
  /** @default nothing is lost */
  readonly lostTrials?: LostTrials;
}

/** The strategy that answers what a plan asks of a case, of which these variations can be tried. */
export function strategyFor(
  { task, policy }: Pick<RunPlan['question'], 'task' | 'policy'>,
  { variations: planned, lostTrials = new Set() }: PlannedVariations,
  belief: Belief | undefined,
): Strategy {
  const strategy = plainStrategy(task, policy, belief);
  const variations = planned.filter(({ notTried }) => notTried === null).map(({ variation }) => variation);
  if (variations.length === 0) return strategy;
  const searches = task.kind !== 'one-set';
  return alsoVaried(strategy, { variations, thoroughness: policy, setsToTry: setsToVary(task), searches, lostTrials });
}

function plainStrategy(task: RunTask, policy: RunPolicy, belief: Belief | undefined): Strategy {
  switch (task.kind) {
    case 'search':
      return findAllMinimalSets(policy, belief);
    case 'every-set':
      return tryEverySet({ ...policy, over: task.over ?? undefined });
    case 'one-set':
      return tryOneSet(task.set, policy);
  }
}

function setsToVary(task: RunTask): SetsToVary {
  if (task.kind !== 'one-set') return firstMinimalSets;
  // The question is whether a set that works goes on to do so.
  return ({ faithful }) => (faithful.countsOf(task.set).passes > 0 ? [task.set] : []);
}
