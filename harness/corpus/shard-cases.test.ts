import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Case } from '../vocabulary/case.ts';
import { type CaseCost, casesOfShard } from './shard-cases.ts';

const costs = fc.uniqueArray(fc.tuple(fc.string(), fc.integer({ min: 1, max: 99 })), { selector: ([id]) => id });
const shardCount = fc.integer({ min: 1, max: 6 });

describe('splitting a corpus into shards', () => {
  it('puts each case into exactly one shard, whatever the order of the cases, and fills no shard far above an even share', () => {
    fc.assert(
      fc.property(costs, shardCount, (pairs, of) => {
        const costOf = costFrom(pairs);
        const shards = split(casesOf(pairs), of, costOf);
        expect(shards.flat().sort()).toEqual(pairs.map(([id]) => id).sort());
        expect(split(casesOf(pairs).toReversed(), of, costOf)).toEqual(shards);
        const total = pairs.reduce((sum, [, cost]) => sum + cost, 0);
        const dearest = Math.max(0, ...pairs.map(([, cost]) => cost));
        for (const own of shards) {
          const load = own.reduce((sum, id) => sum + (pairs.find(([name]) => name === id)?.[1] ?? 0), 0);
          expect(load).toBeLessThanOrEqual(Math.max((1.05 * total) / of, total / of + dearest) + 1e-9);
        }
      }),
    );
  });

  it('leaves no shard empty as long as there are cases of one cost', () => {
    const ids = Array.from({ length: 5 }, (_, index) => [`case-${index}`, 7] as const);
    const shards = split(casesOf(ids), 5, costFrom(ids));
    expect(shards.map((own) => own.length)).toEqual([1, 1, 1, 1, 1]);
    expect(split(casesOf(ids), 8, costFrom(ids)).flat()).toHaveLength(5);
  });

  it('moves few cases when one is added, or when all costs vary a little', () => {
    const before = corpus(60);
    const moved = (after: readonly (readonly [string, number])[]): number => {
      const [was, is] = [before, after].map((pairs) => split(casesOf(pairs), 4, costFrom(pairs)));
      return before.filter(([id]) => ownerIn(was ?? [], id) !== ownerIn(is ?? [], id)).length;
    };
    expect(moved([...before, ['newcomer', 12_000]])).toBeLessThan(15);
    expect(moved(before.map(([id, cost], index) => [id, cost * (0.97 + (index % 7) / 100)]))).toBeLessThan(15);
  });
});

/** Cases whose costs are spread as those of the recorded runs are. */
function corpus(count: number): (readonly [string, number])[] {
  return Array.from({ length: count }, (_, index) => [`case-${index}`, 2_000 + ((index * 7_919) % 32_000)] as const);
}

function casesOf(pairs: readonly (readonly [string, number])[]): Case[] {
  return pairs.map(([id]) => ({ id }) as Case);
}

function costFrom(pairs: readonly (readonly [string, number])[]): CaseCost {
  const known = new Map(pairs);
  return ({ id }) => known.get(id) ?? 0;
}

function split(cases: readonly Case[], of: number, costOf: CaseCost): string[][] {
  return Array.from({ length: of }, (_, index) =>
    casesOfShard(cases, { index: index + 1, of }, costOf)
      .map(({ id }) => id)
      .sort(),
  );
}

function ownerIn(shards: readonly (readonly string[])[], id: string): number {
  return shards.findIndex((own) => own.includes(id));
}
