import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shareRooms } from './share-rooms.ts';

it('gives each member rooms by its CPUs', () => {
  expect(shareRooms(8, [2, 2])).toEqual([4, 4]);
  expect(shareRooms(9, [2, 4])).toEqual([3, 6]);
  expect(shareRooms(0, [2, 4])).toEqual([0, 0]);
});

it('gives each member at least one, and together no more than are wanted beyond that', () => {
  const cpus = fc.array(fc.integer({ min: 0, max: 64 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), cpus, (wanted, of) => {
      const shares = shareRooms(wanted, of);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(Math.max(wanted, of.length));
    }),
  );
});
