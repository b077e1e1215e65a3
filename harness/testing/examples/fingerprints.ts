import fc from 'fast-check';
import type { Entry, ImageFingerprint, LayerFingerprint } from '../../image/fingerprint/fingerprint.ts';

/** A regular file of root's; what a test is about is given. */
export function fileEntry(changes: Partial<Entry> = {}): Entry {
  return { type: 'file', mode: 0o644, uid: 0, gid: 0, size: 1, sha256: '0'.repeat(64), ...changes };
}

/** A directory of root's. */
export function directoryEntry(changes: Partial<Entry> = {}): Entry {
  return { type: 'directory', mode: 0o755, uid: 0, gid: 0, ...changes };
}

/** What deletes a path of a lower layer. */
export const WHITEOUT: Entry = { type: 'whiteout', mode: 0, uid: 0, gid: 0 };

/** An image of which each layer that the build added is given by its entries, above one base layer. */
export function imageOf(...layers: readonly Readonly<Record<string, Entry>>[]): ImageFingerprint {
  const added = layers.map((entries): LayerFingerprint => ({ kind: 'added', entries }));
  return { config: {}, layers: [{ kind: 'base', digest: `sha256:${'b'.repeat(64)}` }, ...added] };
}

const sha256Arbitrary = fc.constantFrom('0'.repeat(64), 'f'.repeat(64));
const modeArbitrary = fc.nat(0o7777);
const ownerArbitrary = { uid: fc.nat(2000), gid: fc.nat(2000) };

/** Any entry that a layer may hold. */
export const entryArbitrary: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({
    type: fc.constant('file' as const),
    mode: modeArbitrary,
    ...ownerArbitrary,
    size: fc.nat(100),
    sha256: sha256Arbitrary,
  }),
  fc.record({ type: fc.constant('directory' as const), mode: modeArbitrary, ...ownerArbitrary }),
  fc.record({ type: fc.constant('symlink' as const), mode: modeArbitrary, ...ownerArbitrary, link: fc.string() }),
  fc.record({
    type: fc.constant('file' as const),
    mode: modeArbitrary,
    ...ownerArbitrary,
    size: fc.nat(100),
    sha256: sha256Arbitrary,
    xattrs: fc.constant({ 'security.capability': '0100000200200000000000000000000000000000' }),
  }),
  fc.constant(WHITEOUT),
);

const pathArbitrary = fc.oneof(
  fc.constantFrom('a', 'a/b', 'a/b/c', 'd', '', '__proto__', 'constructor', '../x', '\u001b[2J', 'x\udcff'),
  fc.string({ unit: 'binary' }),
);

const layerArbitrary: fc.Arbitrary<LayerFingerprint> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ kind: 'base' as const, digest: `sha256:${'b'.repeat(64)}` }) },
  {
    weight: 3,
    arbitrary: fc.dictionary(pathArbitrary, entryArbitrary, { maxKeys: 6, noNullPrototype: false }).map((entries) => ({
      kind: 'added' as const,
      entries: Object.assign(Object.create(null), entries) as Record<string, Entry>,
    })),
  },
);

/** Any fingerprint of an image. */
export const fingerprintArbitrary: fc.Arbitrary<ImageFingerprint> = fc.record({
  config: fc.record({
    User: fc.constantFrom('root', 'app'),
    Env: fc.array(fc.constantFrom('A=1', 'B=2', 'C'), { maxLength: 2 }),
    Labels: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
  }),
  layers: fc.array(layerArbitrary, { maxLength: 4 }),
});
