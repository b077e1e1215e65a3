import { describe, expect, it } from 'vitest';
import { collectMatch, collectMirror } from './parse-match.ts';

describe('--match', () => {
  it.each([
    ['image', { kind: 'image' }],
    ['namespace=ci-1', { kind: 'namespace', name: 'ci-1' }],
    ['namespace-label=kaniko-builds=true', { kind: 'namespace-label', key: 'kaniko-builds', value: 'true' }],
    ['namespace-label=corp.example/team=', { kind: 'namespace-label', key: 'corp.example/team', value: '' }],
    ['service-account=ci/builder.v1', { kind: 'service-account', namespace: 'ci', name: 'builder.v1' }],
  ])('reads %s, and keeps what was given before', (text, match) => {
    expect(collectMatch(text, [{ kind: 'image' }])).toEqual([{ kind: 'image' }, match]);
  });

  it.each([
    '',
    'images',
    'image=x',
    'namespace',
    'namespace=',
    'namespace=CI',
    'namespace=ci-',
    'namespace=a,b',
    'namespace-label=team',
    'namespace-label==x',
    "namespace-label=team=a'b",
    'service-account=builder',
    'service-account=ci/',
    'service-account=ci/a/b',
    "service-account=ci/a' || true || '",
  ])('refuses %j, and names the forms that there are', (text) => {
    expect(() => collectMatch(text, [])).toThrow(
      expect.objectContaining({ code: 'BAD_OPTION', hint: expect.stringContaining('namespace-label=KEY=VALUE') }),
    );
  });
});

describe('--mirror', () => {
  it.each(['kaniko', 'a.example:5000/b/c'])('reads the repository %s', (text) => {
    expect(collectMirror(text, [])).toEqual([text]);
  });

  it.each(['kaniko:v1', `a.example:5000/b@sha256:${'0'.repeat(64)}`, 'a.example/b:v1'])('refuses %s', (text) => {
    expect(() => collectMirror(text, [])).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
  });
});
