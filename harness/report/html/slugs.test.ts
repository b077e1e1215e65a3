import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSlugs } from './slugs.ts';

test('Every name gets a text of its own that an address can hold', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', '-', '2', '/', ' ', '.', 'é') })), (names) => {
      const slugs = createSlugs();
      const given = names.map((name) => slugs.of(name));
      expect(new Set(given).size).toBe(names.length);
      for (const slug of given) expect(slug).toMatch(/^[\w-]+$/);
    }),
  );
});

test('A name that an address can hold stays as it is', () => {
  expect(createSlugs().of('setgid-foreign-group')).toBe('setgid-foreign-group');
});
