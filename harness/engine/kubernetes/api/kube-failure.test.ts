import { describe, expect, it } from 'vitest';
import { clusterError, describeKubeFailure, isUnanswered, refusalError, refusalOf } from './kube-failure.ts';

const AT = { url: 'https://cluster.example', namespace: 'builds' };
const STATUS = JSON.stringify({
  kind: 'Status',
  reason: 'Forbidden',
  message: 'pods is forbidden: User "x" cannot create resource "pods" in API group "" in the namespace "builds"',
  code: 403,
});

describe('a refusal of the API server', () => {
  it('is read from a body that is text, as from one that is parsed', () => {
    for (const body of [STATUS, JSON.parse(STATUS)]) {
      expect(refusalOf({ code: 403, body })).toMatchObject({ code: 403, reason: 'Forbidden' });
    }
  });

  it('names the right that is missing, and where rights are told', () => {
    expect(clusterError(AT, 'start a pod', refusalError(403, STATUS))).toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringContaining('cannot create resource "pods"'),
      hint: expect.stringContaining('--namespace builds --rbac'),
    });
  });

  it('tells how long to wait, by its header or its body', () => {
    expect(refusalOf({ code: 429, body: '', headers: { 'retry-after': '2' } })?.retryAfterMs).toBe(2_000);
    expect(refusalOf({ code: 429, body: { details: { retryAfterSeconds: 3 } } })?.retryAfterMs).toBe(3_000);
    expect(refusalOf({ code: 429, body: 'no JSON' })?.retryAfterMs).toBeNull();
  });

  it('is told in its own words, and never with the whole answer', () => {
    expect(describeKubeFailure(refusalError(500, 'no JSON'))).toBe('HTTP status 500');
    expect(refusalError(403, STATUS).message).toMatch(/^pods is forbidden/);
  });

  it('of credentials says so', () => {
    expect(clusterError(AT, 'use Kubernetes', { code: 401, body: '' }).message).toContain(
      'does not accept the credentials',
    );
  });
});

describe('a server that does not answer', () => {
  it('is told from one that refuses', () => {
    const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    expect(isUnanswered(reset)).toBe(true);
    expect(isUnanswered({ code: 409, body: '' })).toBe(false);
    expect(clusterError(AT, 'list the nodes', reset)).toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  });
});
