import type { Case } from './case.ts';

/** One of several equal machines that share a corpus: the `index`th, counted from 1, of `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** What a case is expected to cost, in any unit that is the same for all cases. */
export type CaseCost = (one: Case) => number;

/**
 * The cases of a shard in their own order. The dearest case goes onto the lightest shard first, so that the split is even; it
 * depends on the cases and their costs alone, so that every machine comes to the same one.
 */
export function casesOfShard(cases: readonly Case[], { index, of }: Shard, costOf: CaseCost): Case[] {
  const loads = Array.from({ length: of }, () => 0);
  const own = new Set<string>();
  const dearestFirst = cases
    .map((one) => ({ id: one.id, cost: costOf(one) }))
    .toSorted((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : 1));
  for (const { id, cost } of dearestFirst) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest] = (loads[lightest] ?? 0) + cost;
    if (lightest === index - 1) own.add(id);
  }
  return cases.filter(({ id }) => own.has(id));
}

/** What unpacking a base costs beside an instruction, roughly. */
const BASE_COST = 3;

/** A guess from the Dockerfile alone: each instruction, each base that is unpacked, and each capability in play costs. */
export function guessedCost({ instructions, baseReferences, universe }: Case): number {
  return (1 + instructions.length + BASE_COST * baseReferences.length) * (1 + capabilitiesIn(universe));
}

function capabilitiesIn(universe: bigint): number {
  return universe.toString(2).replaceAll('0', '').length;
}
