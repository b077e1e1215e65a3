import fc from 'fast-check';
import { expect, test } from 'vitest';
import { directoryEntry, fileEntry } from '../../testing/examples/fingerprints.ts';
import type { Entry, LayerFingerprint } from '../fingerprint/fingerprint.ts';
import { parentOf } from '../fingerprint/layer-path.ts';
import { flattenLayers } from './flatten-layers.ts';

type Tree = Readonly<Record<string, Entry>>;

const anyEntry: fc.Arbitrary<Entry> = fc.oneof(
  fc.constantFrom(fileEntry(), fileEntry({ type: 'whiteout' }), fileEntry({ type: 'opaque' }), directoryEntry()),
  fc.constantFrom(directoryEntry({ whiteout: true }), directoryEntry({ opaque: true })),
);
const anyPath = fc.constantFrom('', 'a', 'a/b', 'a/b/c', 'a/d', 'b', 'ab', 'b/c');
const anyLayers = fc.array(fc.dictionary(anyPath, anyEntry, { noNullPrototype: false }), { maxLength: 4 });

/** What hides a path, said as plainly as can be: something in the layer, above it, that is no plain directory. */
function isHidden(path: string, layer: Tree): boolean {
  if (path === '') return false;
  const parent = layer[parentOf(path)];
  const hides = parent !== undefined && (parent.type !== 'directory' || parent.whiteout || parent.opaque);
  return hides === true || isHidden(parentOf(path), layer);
}

test('a path is there if a layer has it and no later one takes it away', () => {
  fc.assert(
    fc.property(anyLayers, (trees) => {
      const expected = new Set<string>();
      for (const tree of trees) {
        for (const path of [...expected]) if (isHidden(path, tree)) expected.delete(path);
        for (const path of Object.keys(tree)) expected.add(path);
      }
      const layers = trees.map((entries): LayerFingerprint => ({ kind: 'added', entries }));
      expect([...flattenLayers(layers).keys()].sort()).toEqual([...expected].sort());
    }),
  );
});

test('paths may be as deep as their length allows', () => {
  const deep = `${'d/'.repeat(4_000)}f`;
  const layers = Array.from(
    { length: 50 },
    (): LayerFingerprint => ({ kind: 'added', entries: { [deep]: fileEntry() } }),
  );
  expect([...flattenLayers(layers).keys()]).toEqual([deep]);
});
