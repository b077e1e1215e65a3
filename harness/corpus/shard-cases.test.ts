import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Case } from './case.ts';
import { casesOfShard } from './shard-cases.ts';

it('puts each case into exactly one shard, in any order of the cases the same one, and no shard far above the others', () => {
  const costs = fc.uniqueArray(fc.tuple(fc.string(), fc.integer({ min: 1, max: 99 })), { selector: ([id]) => id });
  fc.assert(
    fc.property(costs, fc.integer({ min: 1, max: 6 }), (pairs, of) => {
      const costOf = ({ id }: Case): number => pairs.find(([name]) => name === id)?.[1] ?? 0;
      const cases = pairs.map(([id]) => ({ id }) as Case);
      const split = (all: readonly Case[]) =>
        Array.from({ length: of }, (_, index) => casesOfShard(all, { index: index + 1, of }, costOf));
      const shards = split(cases);
      expect(
        shards
          .flat()
          .map(({ id }) => id)
          .sort(),
      ).toEqual(cases.map(({ id }) => id).sort());
      const ids = (all: Case[][]) => all.map((own) => own.map(({ id }) => id).sort());
      expect(ids(split(cases.toReversed()))).toEqual(ids(shards));
      const loads = shards.map((own) => own.reduce((sum, one) => sum + costOf(one), 0));
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(
        Math.max(0, ...pairs.map(([, cost]) => cost)),
      );
    }),
  );
});
