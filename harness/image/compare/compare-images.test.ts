import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  directoryEntry,
  fileEntry,
  fingerprintArbitrary,
  imageOf,
  WHITEOUT,
} from '../../testing/examples/fingerprints.ts';
import type { Entry, ImageFingerprint } from '../fingerprint/fingerprint.ts';
import { compareImages } from './compare-images.ts';

const PING = '0100000200200000000000000000000000000000';

function textsOf(reference: ImageFingerprint, image: ImageFingerprint): string[] {
  return compareImages(reference, image).map(({ text }) => text);
}

/** What is said of one file that differs. */
function changeOf(reference: Partial<Entry>, image: Partial<Entry>): string[] {
  return textsOf(imageOf({ f: fileEntry(reference) }), imageOf({ f: fileEntry(image) }));
}

test('an image does not differ from itself', () => {
  fc.assert(
    fc.property(fingerprintArbitrary, (image) => {
      expect(compareImages(image, structuredClone(image))).toEqual([]);
    }),
  );
});

test('two images differ in both directions or in none', () => {
  fc.assert(
    fc.property(fingerprintArbitrary, fingerprintArbitrary, (one, other) => {
      expect(compareImages(one, other).length === 0).toBe(compareImages(other, one).length === 0);
    }),
  );
});

test('a change of any one field is found, and only it is named', () => {
  const changes: readonly [field: string, before: Partial<Entry>, after: Partial<Entry>][] = [
    ['mode', {}, { mode: 0o600 }],
    ['owner', {}, { uid: 1 }],
    ['owner', {}, { gid: 1 }],
    ['content', {}, { size: 2 }],
    ['content', {}, { sha256: '1'.repeat(64) }],
    ['xattrs', {}, { xattrs: { 'user.a': '00' } }],
    ['xattrs', { xattrs: { 'user.a': '00' } }, { xattrs: { 'user.a': '01' } }],
    ['link', { type: 'symlink', link: 'a' }, { type: 'symlink', link: 'b' }],
    ['device', { type: 'block-device', device: '1:1' }, { type: 'block-device', device: '1:2' }],
    ['type', { type: 'fifo' }, { type: 'directory' }],
    ['whiteout', {}, { whiteout: true }],
    ['whiteout', { opaque: true }, {}],
  ];
  for (const [field, before, after] of changes) {
    const [reference, image] = [imageOf({ f: fileEntry(before) }), imageOf({ f: fileEntry(after) })];
    expect(compareImages(reference, image)).toMatchObject([{ layer: 1, layerCount: 2, path: 'f', field }]);
  }
});

test('lost and gained privilege bits are named', () => {
  expect(changeOf({ mode: 0o2755 }, { mode: 0o755 })).toEqual(['/f lost setgid (2755 -> 0755)']);
  expect(changeOf({ mode: 0o6755 }, { mode: 0o755 })).toEqual(['/f lost setuid and setgid (6755 -> 0755)']);
  expect(changeOf({ mode: 0o4755 }, { mode: 0o1755 })).toEqual(['/f lost setuid and gained sticky (4755 -> 1755)']);
  expect(changeOf({ mode: 0o600 }, { mode: 0o644 })).toEqual(['/f has mode 0644 instead of 0600']);
});

test('file capabilities are put into words', () => {
  const capable = { xattrs: { 'security.capability': PING } };
  const bound = { xattrs: { 'security.capability': PING.replace('00200000', '00040000') } };
  expect(changeOf(capable, {})).toEqual(['/f lost file capabilities (cap_net_raw=ep)']);
  expect(changeOf({}, capable)).toEqual(['/f gained file capabilities (cap_net_raw=ep)']);
  expect(changeOf(capable, bound)).toEqual([
    '/f has other file capabilities (cap_net_bind_service=ep instead of cap_net_raw=ep)',
  ]);
  expect(changeOf({ xattrs: { 'user.x': '41' } }, {})).toEqual(['/f lost extended attribute user.x (0x41)']);
});

test('other changes of a path are put into words', () => {
  expect(changeOf({ uid: 1000, gid: 1000 }, {})).toEqual(['/f is owned by 0:0 instead of 1000:1000']);
  expect(changeOf({ size: 12 }, { size: 15 })).toEqual(['/f has other content (15 bytes instead of 12)']);
  expect(changeOf({}, { sha256: '1'.repeat(64) })).toEqual(['/f has other content']);
  expect(changeOf({ type: 'symlink', link: '/a' }, { type: 'symlink', link: 'b' })).toEqual([
    '/f links to b instead of /a',
  ]);
  expect(changeOf({}, { type: 'directory' })).toEqual(['/f is a directory instead of a file']);
});

test('missing and surplus paths tell what they are', () => {
  const reference = imageOf({ 'a/f': fileEntry({ mode: 0o2755, gid: 42, xattrs: { 'security.capability': PING } }) });
  expect(textsOf(reference, imageOf({}))).toEqual([
    '/a/f is missing from layer 2 of 2 (a file, 2755 0:42, setgid, cap_net_raw=ep)',
  ]);
  expect(textsOf(imageOf({}), reference)).toEqual([
    '/a/f is there, but not in the reference (a file, 2755 0:42, setgid, cap_net_raw=ep)',
  ]);
});

test('false and missing deletions are told apart', () => {
  expect(textsOf(imageOf({}), imageOf({ bin: WHITEOUT }))).toEqual(['/bin is deleted by a false whiteout']);
  expect(textsOf(imageOf({ etc: directoryEntry() }), imageOf({ etc: WHITEOUT }))).toEqual([
    '/etc is deleted by a false whiteout (a directory, 0755 0:0)',
  ]);
  expect(textsOf(imageOf({}), imageOf({ var: { ...WHITEOUT, type: 'opaque' } }))).toEqual([
    '/var is emptied by a false opaque marker',
  ]);
  expect(textsOf(imageOf({ x: WHITEOUT }), imageOf({}))).toEqual(['/x is not deleted']);
  expect(textsOf(imageOf({ x: WHITEOUT }), imageOf({ x: fileEntry() }))).toEqual([
    '/x is there, but is deleted in the reference (a file, 0644 0:0)',
  ]);
});

test('the most telling differences come first, whatever the order of paths', () => {
  const reference = imageOf({
    a: fileEntry(),
    b: fileEntry({ uid: 5 }),
    c: fileEntry(),
    d: fileEntry({ mode: 0o4755 }),
  });
  const image = imageOf({ a: fileEntry({ size: 9 }), b: fileEntry(), d: fileEntry({ mode: 0o755 }), e: WHITEOUT });
  expect(compareImages(reference, image).map(({ path, field }) => `${path} ${field}`)).toEqual([
    'e whiteout',
    'd mode',
    'c presence',
    'b owner',
    'a content',
  ]);
});

test('settings are compared one by one', () => {
  const reference = {
    ...imageOf(),
    config: { User: 'app', Env: ['PATH=/bin', 'A=b=c'], Labels: { v: '1' }, Cmd: ['sh'], Volumes: { '/d': {} } },
  };
  const image = {
    ...imageOf(),
    config: { User: 'root', Env: ['PATH=/bin', 'A=x'], Labels: { v: '1', w: '2' }, Cmd: ['sh'] },
  };
  expect(compareImages(reference, image)).toEqual([
    { layer: -1, path: 'Env A', field: 'config', text: 'config Env A is "x" instead of "b=c"' },
    { layer: -1, path: 'Labels w', field: 'config', text: 'config Labels w is there, but not in the reference ("2")' },
    { layer: -1, path: 'User', field: 'config', text: 'config User is "root" instead of "app"' },
    { layer: -1, path: 'Volumes /d', field: 'config', text: 'config Volumes /d is missing ({})' },
  ]);
});

test('other base layers are named, and the layers above them are compared all the same', () => {
  const reference = imageOf({ f: fileEntry() });
  const other = { kind: 'base' as const, digest: 'sha256:c' };
  const image = { ...reference, layers: [other, ...imageOf({ f: fileEntry({ mode: 0 }) }).layers.slice(1)] };
  expect(compareImages(reference, image)).toMatchObject([
    { layer: 1, field: 'mode' },
    {
      layer: 0,
      field: 'layers',
      text: `layer 1 of 2 is the base layer sha256:c instead of the base layer sha256:${'b'.repeat(64)}`,
    },
  ]);
});

test('images with another number of layers are compared by what the layers amount to', () => {
  const reference = imageOf({ a: fileEntry(), b: fileEntry() }, { b: WHITEOUT, c: fileEntry({ mode: 0o2755 }) });
  const image = imageOf({ a: fileEntry(), b: WHITEOUT, c: fileEntry({ mode: 0o755 }) });
  expect(compareImages(reference, image)).toEqual([
    { layer: -1, path: 'c', field: 'mode', text: '/c lost setgid (2755 -> 0755)' },
    {
      layer: -1,
      path: '',
      field: 'layers',
      text: 'the image has 1 added layer on 1 of the base instead of 2 added layers on 1 of the base',
    },
  ]);
});

test('what a later layer deletes or replaces does not count when images are compared as a whole', () => {
  const reference = imageOf(
    { d: directoryEntry(), 'd/x': fileEntry(), 'd/y/z': fileEntry(), e: directoryEntry(), 'e/x': fileEntry() },
    { d: { ...WHITEOUT, type: 'opaque' }, e: fileEntry() },
  );
  const image = imageOf({ d: directoryEntry({ opaque: true }), e: fileEntry() });
  expect(compareImages(reference, image)).toMatchObject([{ field: 'layers' }]);
});

test('what strangers wrote cannot act on a terminal', () => {
  fc.assert(
    fc.property(fingerprintArbitrary, fingerprintArbitrary, (one, other) => {
      for (const text of textsOf(one, other)) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
  const evil = imageOf({ 'a\u001b[2J\u202e\udcff\n': fileEntry() });
  expect(textsOf(imageOf({}), evil)[0]).toMatch(/^\/a\\x1b\[2J\\u\{202e\}\\xff\\x0a is there/);
});
