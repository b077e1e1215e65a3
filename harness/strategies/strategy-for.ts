import type { Inquiry, RunPlan } from '../vocabulary/run-plan.ts';
import type { RunPolicy } from '../vocabulary/run-policy.ts';
import { type Belief, findAllMinimalSets } from './find-all-minimal-sets.ts';
import { alsoHardened, type HardenedSets, minimalSets } from './hardening.ts';
import type { Strategy } from './strategy.ts';
import { tryEverySet } from './try-every-set.ts';
import { tryOneSet } from './try-one-set.ts';

/** The strategy that answers what a plan asks of each of its cases. */
export function strategyFor(
  { inquiry, policy }: Pick<RunPlan['question'], 'inquiry' | 'policy'>,
  belief: Belief | undefined,
): Strategy {
  const strategy = plainStrategy(inquiry, policy, belief);
  return policy.harden ? alsoHardened(strategy, policy, hardenedSetsOf(inquiry)) : strategy;
}

function plainStrategy(inquiry: Inquiry, policy: RunPolicy, belief: Belief | undefined): Strategy {
  switch (inquiry.kind) {
    case 'search':
      return findAllMinimalSets(policy, belief);
    case 'every-set':
      return tryEverySet({ ...policy, over: inquiry.over ?? undefined });
    case 'one-set':
      return tryOneSet(inquiry.set, policy.confirm);
  }
}

function hardenedSetsOf(inquiry: Inquiry): HardenedSets {
  if (inquiry.kind !== 'one-set') return minimalSets;
  // Hardening takes privilege away: what does not serve without it need not be tried with it.
  return ({ faithful }) => (faithful.countsOf(inquiry.set).passes > 0 ? [inquiry.set] : []);
}
