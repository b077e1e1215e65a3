import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { union } from '../../capabilities/capability-set.ts';
import type { SetStatus } from '../ledger/ledger.ts';
import type { Weigh } from './prior.ts';
import { informativePassChance, type TrialCost } from './trial-cost.ts';

/** What a search along a chain found or still asks. */
export type ChainStep =
  /** The prefix at `index` passes and the one before it does not. */
  | { readonly kind: 'found'; readonly index: number }
  | { readonly kind: 'ask'; readonly sets: readonly CapabilitySet[] };

/** The sets `base`, `base` + first, `base` + first + second, ... */
export interface Chain {
  readonly base: CapabilitySet;
  /** The singletons in the order in which they are added. */
  readonly added: readonly CapabilitySet[];
}

/** What decides where a chain is cut. */
export interface ChainOptions {
  readonly statusOf: (set: CapabilitySet) => SetStatus['status'];
  readonly weigh: Weigh;
  /** How many sets to ask at once. */
  readonly arity: number;
  readonly cost: TrialCost | undefined;
}

/**
 * Looks for the first passing set of a chain, by cutting what the first passing set may be into parts of equal probability, or
 * smaller sets the less a failure costs. The last set is taken to pass until it is all that is left to ask.
 */
export function searchChain({ base, added }: Chain, { statusOf, weigh, arity, cost }: ChainOptions): ChainStep {
  const chain = [base];
  for (const single of added) chain.push(union(chain.at(-1) ?? base, single));
  const statuses = chain.map(statusOf);
  const lastFailing = statuses.lastIndexOf('fail');
  const passing = statuses.indexOf('pass');
  const firstPassing = passing === -1 ? chain.length - 1 : passing;
  if (firstPassing - lastFailing <= 1) {
    return passing === -1 ? { kind: 'ask', sets: chain.slice(firstPassing) } : { kind: 'found', index: firstPassing };
  }
  const suffices = chanceToSuffice(added, weigh, lastFailing, firstPassing);
  const skew = Math.log2(1 / informativePassChance(cost));
  const cuts = Math.min(arity, firstPassing - lastFailing - 1);
  const chosen = new Set<number>();
  for (let cut = 1; cut <= cuts; cut += 1) {
    const wanted = (cut / (cuts + 1)) ** skew;
    chosen.add(nearest(suffices, wanted, chosen));
  }
  const indices = [...chosen].sort((a, b) => a - b);
  return { kind: 'ask', sets: indices.flatMap((offset) => chain.slice(lastFailing + 1 + offset).slice(0, 1)) };
}

/** For each undecided prefix but the last, how probable it is that it passes, given what is known of those around it. */
function chanceToSuffice(
  added: readonly CapabilitySet[],
  weigh: Weigh,
  lastFailing: number,
  firstPassing: number,
): number[] {
  const chances = [1];
  for (let index = firstPassing - 1; index > lastFailing; index -= 1) {
    const single = added[index];
    chances.unshift((chances[0] ?? 1) * (1 - (single === undefined ? 0 : bounded(weigh(single)))));
  }
  // That the longest failing prefix does not suffice is known.
  const failing = added[lastFailing];
  const known = failing === undefined ? 0 : (chances[0] ?? 1) * (1 - bounded(weigh(failing)));
  return chances.slice(0, -1).map((chance) => (chance - known) / (1 - known));
}

/** No prior is so sure that a chain would not be cut. */
function bounded(weight: number): number {
  return Math.min(0.99, Math.max(0.01, weight));
}

function nearest(chances: readonly number[], wanted: number, taken: ReadonlySet<number>): number {
  let best = -1;
  for (const [index, chance] of chances.entries()) {
    if (taken.has(index)) continue;
    if (best === -1 || Math.abs(chance - wanted) < Math.abs((chances[best] ?? 0) - wanted)) best = index;
  }
  return best;
}
