import { expect, it } from 'vitest';
import { growthOf, type Holdings, holdings } from './growth.ts';

const MIB = 2 ** 20;

function samples(count: number, at: (index: number) => Partial<Holdings>): Holdings[] {
  const usual = { heapBytes: 50 * MIB, residentBytes: 200 * MIB, descriptors: 20, objects: 3 };
  return Array.from({ length: count }, (_, index) => ({ ...usual, ...at(index) }));
}

it('takes what is needed in the beginning, and what goes up and down, for no growth', () => {
  expect(growthOf(samples(40, (index) => ({ heapBytes: (index < 5 ? 20 : 50) * MIB })))).toEqual([]);
  expect(
    growthOf(samples(40, (index) => ({ heapBytes: (50 + (index % 4)) * MIB, descriptors: 20 + (index % 2) }))),
  ).toEqual([]);
});

it('finds what grows little by little', () => {
  expect(growthOf(samples(40, (index) => ({ heapBytes: (50 + index) * MIB })))[0]).toMatch(/^heapBytes grew from/);
  expect(growthOf(samples(40, (index) => ({ descriptors: 20 + Math.floor(index / 4) })))).toHaveLength(1);
  expect(growthOf(samples(40, (index) => ({ objects: index < 35 ? 3 : 4 })))).toEqual(['objects grew from 3 to 4']);
});

it('sees the memory that is kept, and not that which is let go of', async () => {
  const before = await holdings(0);
  const kept = Array.from({ length: 300_000 }, (_, index) => ({ index }));
  expect((await holdings(0)).heapBytes - before.heapBytes).toBeGreaterThan(2 * MIB);
  expect(kept.splice(0).length).toBe(300_000);
  expect((await holdings(0)).heapBytes - before.heapBytes).toBeLessThan(2 * MIB);
  expect(before.descriptors).toBeGreaterThan(0);
});
