import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileEntry, fingerprintArbitrary, imageOf } from '../../testing/examples/fingerprints.ts';
import { fingerprintDigest, parseFingerprint, serializeFingerprint } from './fingerprint-file.ts';

test('a fingerprint survives being written and read, whatever the paths are called', () => {
  fc.assert(
    fc.property(fingerprintArbitrary, (fingerprint) => {
      // Through bytes, as a file would have it.
      const text = Buffer.from(serializeFingerprint(fingerprint)).toString();
      expect(serializeFingerprint(parseFingerprint(text))).toBe(text);
      expect(parseFingerprint(text)).toEqual(fingerprint);
    }),
  );
});

test('a path called __proto__ is kept and changes no other object', () => {
  const entries = Object.assign(Object.create(null), { ['__proto__']: fileEntry({ uid: 7 }) });
  const parsed = parseFingerprint(serializeFingerprint(imageOf(entries)));
  const [, layer] = parsed.layers;
  const found = layer?.kind === 'added' ? Object.entries(layer.entries) : [];
  expect(found).toEqual([['__proto__', fileEntry({ uid: 7 })]]);
  expect(Object.hasOwn(Object.prototype, 'uid')).toBe(false);
});

test('the digest does not depend on the order in which keys were set', () => {
  const [a, b] = [fileEntry({ uid: 1 }), fileEntry({ uid: 2 })];
  const one = { ...imageOf({ a, b }), config: { User: 'x', Labels: { p: '1', q: '2' } } };
  const other = { ...imageOf({ b, a }), config: { Labels: { q: '2', p: '1' }, User: 'x' } };
  expect(fingerprintDigest(one)).toBe(fingerprintDigest(other));
});

test('the digest depends on every field of an entry', () => {
  const digests = [
    {},
    { mode: 0o600 },
    { uid: 1 },
    { gid: 1 },
    { size: 2 },
    { sha256: '1'.repeat(64) },
    { xattrs: { 'user.a': '00' } },
    { xattrs: { 'user.b': '00' } },
    { whiteout: true as const },
    { opaque: true as const },
  ].map((changes) => fingerprintDigest(imageOf({ f: fileEntry(changes) })));
  expect(new Set(digests).size).toBe(digests.length);
});

test('a text that is not a fingerprint is refused as bad input', () => {
  for (const text of ['', '{}', '[]', '{"schemaVersion":2,"config":{},"layers":[]}']) {
    expect(() => parseFingerprint(text)).toThrow(expect.objectContaining({ code: 'RUN_DAMAGED' }));
  }
  const valid = serializeFingerprint(imageOf({ f: fileEntry() }));
  expect(() => parseFingerprint(valid.replace('"file"', '"folder"'))).toThrow('The image fingerprint is unreadable');
});
