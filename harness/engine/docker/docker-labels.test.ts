import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isOurs, labelsOf, labelsToFind, ownershipIn } from './docker-labels.ts';

const ownership = fc.record({
  run: fc.option(fc.string()),
  trial: fc.option(fc.string()),
  process: fc.record({ host: fc.string(), pid: fc.nat() }),
  createdAt: fc.option(fc.string()),
});

it('tell whom an object belongs to, whatever it is called', () => {
  fc.assert(
    fc.property(ownership, (owner) => {
      const labels = labelsOf(owner);
      expect(ownershipIn(labels)).toEqual(owner);
      expect(isOurs(labels)).toBe(true);
      expect(labels).toMatchObject(labelsToFind(owner.run ?? undefined));
    }),
  );
});

it('tell nothing of what somebody else made, or what names no process', () => {
  const [labels] = [labelsOf({ run: 'r', trial: null, process: { host: 'h', pid: 1 }, createdAt: null })];
  const { 'io.github.kaniko-caps.owner-pid': _, ...nameless } = labels;
  expect(ownershipIn(nameless)).toBeNull();
  expect(ownershipIn({})).toBeNull();
  expect(isOurs({ other: 'label' })).toBe(false);
});
