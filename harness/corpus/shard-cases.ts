import { createHash } from 'node:crypto';
import type { Case } from '../vocabulary/case.ts';

/** One of several equal machines that share a corpus: the `index`th, counted from 1, of `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** What a case is expected to cost, in any unit that is the same for all cases. */
export type CaseCost = (one: Case) => number;

/** How far a shard may be filled above an even share, so that a case can stay where it was when others come or go. */
const SLACK = 1.05;

/**
 * The cases of a shard in their own order. Each case, the dearest first, goes to the shard that its name prefers among those
 * with room for it; where none has room, to the lightest. The split depends on the cases and their costs alone, so that every
 * machine comes to the same one, and a case that is added or costs something else moves few others.
 */
export function casesOfShard(cases: readonly Case[], { index, of }: Shard, costOf: CaseCost): Case[] {
  const shards = Array.from({ length: of }, (_, position) => ({ index: position + 1, load: 0 }));
  const own = new Set<string>();
  const dearestFirst = cases
    .map((one) => ({ id: one.id, cost: costOf(one) }))
    .toSorted((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : 1));
  const room = (SLACK * dearestFirst.reduce((sum, { cost }) => sum + cost, 0)) / of;
  for (const { id, cost } of dearestFirst) {
    const ranked = shards
      .map((shard) => ({ shard, rank: rankOf(id, shard.index) }))
      .toSorted((a, b) => a.rank - b.rank);
    const preferred = ranked.map(({ shard }) => shard);
    const chosen = preferred.find(({ load }) => load + cost <= room) ?? preferred.reduce(lighter);
    chosen.load += cost;
    if (chosen.index === index) own.add(id);
  }
  return cases.filter(({ id }) => own.has(id));
}

function lighter<T extends { readonly load: number }>(one: T, other: T): T {
  return other.load < one.load ? other : one;
}

/** The place of a shard among those that a case prefers: at random, but always the same. */
function rankOf(id: string, index: number): number {
  return createHash('sha256').update(`${index}/${id}`).digest().readUIntBE(0, 6);
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
