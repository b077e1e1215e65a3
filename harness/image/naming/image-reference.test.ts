import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familiarName, formatImageReference, parseImageReference } from './image-reference.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

describe('parseImageReference', () => {
  it.each([
    ['debian', 'docker.io/library/debian:latest', 'debian:latest'],
    ['debian:bookworm-slim', 'docker.io/library/debian:bookworm-slim', 'debian:bookworm-slim'],
    ['docker.io/debian', 'docker.io/library/debian:latest', 'debian:latest'],
    ['index.docker.io/library/debian', 'docker.io/library/debian:latest', 'debian:latest'],
    ['registry-1.docker.io/me/app', 'docker.io/me/app:latest', 'me/app:latest'],
    ['me/app:1', 'docker.io/me/app:1', 'me/app:1'],
    ['library/debian', 'docker.io/library/debian:latest', 'debian:latest'],
    ['localhost/app', 'localhost/app:latest', 'localhost/app:latest'],
    ['registry:5000/app:v1', 'registry:5000/app:v1', 'registry:5000/app:v1'],
    ['[::1]:5000/app', '[::1]:5000/app:latest', '[::1]:5000/app:latest'],
    ['gcr.io/a/b/c', 'gcr.io/a/b/c:latest', 'gcr.io/a/b/c:latest'],
    ['Registry/app', 'Registry/app:latest', 'Registry/app:latest'],
    ['app:5000', 'docker.io/library/app:5000', 'app:5000'],
    ['a__b/c--d.e', 'docker.io/a__b/c--d.e:latest', 'a__b/c--d.e:latest'],
  ])('reads %s as %s', (text, full, familiar) => {
    const reference = parseImageReference(text);
    expect(formatImageReference(reference)).toBe(full);
    expect(familiarName(reference)).toBe(familiar);
  });

  it('keeps a digest and assumes no tag beside it', () => {
    expect(parseImageReference(`debian@${DIGEST}`)).toEqual({
      host: 'docker.io',
      repository: 'library/debian',
      tag: undefined,
      digest: DIGEST,
    });
    expect(familiarName(parseImageReference(`debian:12@${DIGEST}`))).toBe(`debian:12@${DIGEST}`);
  });

  it.each([
    '',
    ' ',
    'a b',
    'Debian',
    'debian:',
    'debian@',
    'debian@sha256:12',
    ':tag',
    'a//b',
    '/a',
    'a/',
    '-a',
    'a_',
    'a:b:c',
  ])('refuses "%s"', (text) => {
    expect(() => parseImageReference(text)).toThrow(`Invalid image reference "${text}"`);
  });

  it('says that repository names are lower case', () => {
    expect(() => parseImageReference('Debian')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('lower') }),
    );
  });

  it('reads its own full and familiar forms back to the same reference', () => {
    const component = fc.stringMatching(/^[a-z0-9]{1,6}([._-][a-z0-9]{1,4})?$/);
    const reference = fc.record({
      host: fc.constantFrom('docker.io', 'gcr.io', 'localhost', 'registry.example.com:5000'),
      repository: fc.array(component, { minLength: 2, maxLength: 4 }).map((parts) => ['x', ...parts].join('/')),
      tag: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,10}$/),
      digest: fc.option(fc.constant(DIGEST), { nil: undefined }),
    });
    fc.assert(
      fc.property(reference, (original) => {
        expect(parseImageReference(formatImageReference(original))).toEqual(original);
        expect(parseImageReference(familiarName(original))).toEqual(original);
      }),
    );
  });
});
