import type { RunPlan, RunTask } from '../vocabulary/run-plan.ts';
import type { RunPolicy } from '../vocabulary/run-policy.ts';
import { type Belief, findAllMinimalSets } from './find-all-minimal-sets.ts';
import { alsoHardened, firstMinimalSets, type HardenedSets } from './hardening.ts';
import type { Strategy } from './strategy.ts';
import { tryEverySet } from './try-every-set.ts';
import { tryOneSet } from './try-one-set.ts';

/** The strategy that answers what a plan asks of each of its cases. */
export function strategyFor(
  { task, policy }: Pick<RunPlan['question'], 'task' | 'policy'>,
  belief: Belief | undefined,
): Strategy {
  const strategy = plainStrategy(task, policy, belief);
  return policy.harden ? alsoHardened(strategy, policy, hardenedSetsOf(task)) : strategy;
}

function plainStrategy(task: RunTask, policy: RunPolicy, belief: Belief | undefined): Strategy {
  switch (task.kind) {
    case 'search':
      return findAllMinimalSets(policy, belief);
    case 'every-set':
      return tryEverySet({ ...policy, over: task.over ?? undefined });
    case 'one-set':
      return tryOneSet(task.set, policy.confirm);
  }
}

function hardenedSetsOf(task: RunTask): HardenedSets {
  if (task.kind !== 'one-set') return firstMinimalSets;
  // Hardening takes privilege away: what does not serve without it need not be tried with it.
  return ({ faithful }) => (faithful.countsOf(task.set).passes > 0 ? [task.set] : []);
}
