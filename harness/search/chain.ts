import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { union } from '../capabilities/capability-set.ts';
import type { SetStatus } from './ledger.ts';

/** What a search along a chain found or still asks. */
export type ChainStep =
  /** The prefix at `index` passes and the one before it does not. */
  | { readonly kind: 'found'; readonly index: number }
  | { readonly kind: 'ask'; readonly sets: readonly CapabilitySet[] };

/** The chain `base`, `base` + first, `base` + first + second, ... */
export function chainFrom(base: CapabilitySet, added: readonly CapabilitySet[]): CapabilitySet[] {
  const chain = [base];
  let last = base;
  for (const single of added) {
    last = union(last, single);
    chain.push(last);
  }
  return chain;
}

/**
 * Looks for the first passing set of a chain by cutting the undecided stretch into `arity` + 1 parts. The last set is taken to
 * pass until it is all that is left to ask.
 */
export function searchChain(
  chain: readonly CapabilitySet[],
  statusOf: (set: CapabilitySet) => SetStatus['status'],
  arity: number,
): ChainStep {
  const statuses = chain.map(statusOf);
  const lastFailing = statuses.lastIndexOf('fail');
  const passing = statuses.indexOf('pass');
  const firstPassing = passing === -1 ? chain.length - 1 : passing;
  const undecided = firstPassing - lastFailing - 1;
  if (undecided <= 0) {
    return passing === -1 ? { kind: 'ask', sets: chain.slice(firstPassing) } : { kind: 'found', index: firstPassing };
  }
  const cuts = Math.min(arity, undecided);
  const sets = Array.from({ length: cuts }, (_, cut) => {
    return chain[lastFailing + Math.round(((cut + 1) * (undecided + 1)) / (cuts + 1))];
  });
  return { kind: 'ask', sets: sets.filter((set) => set !== undefined) };
}
