import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegistryRequest } from '../engine/site-registry/access-log.ts';
import type { Company, TrialRegistryUse } from '../engine/trial-port.ts';
import { forbiddenRequest, forgedPush, type PushContext } from './tampering.ts';

const OWN = { image: 'kaniko-caps-trials/mine', tag: 'image', cache: 'kaniko-caps-caches/mine' };
const ALONE: Company = { kind: 'counted', names: [] };

function request(changes: Partial<RegistryRequest>): RegistryRequest {
  return {
    method: 'GET',
    repository: OWN.image,
    subject: 'manifest',
    reference: null,
    digest: null,
    mount: null,
    status: 200,
    ...changes,
  };
}

const upload = (changes: Partial<RegistryRequest>) =>
  request({ method: 'PUT', subject: 'upload', status: 201, ...changes });
const push = (changes: Partial<RegistryRequest> = {}) =>
  request({ method: 'PUT', subject: 'manifest', reference: 'image', status: 201, ...changes });

/** What an ordinary build asks. */
const ORDINARY = [
  request({ repository: null, subject: 'version' }),
  request({ repository: 'library/busybox' }),
  request({ method: 'POST', subject: 'upload', status: 202 }),
  request({ method: 'DELETE', subject: 'upload', reference: '1', status: 204 }),
  request({ repository: 'library/busybox', subject: 'blob' }),
  request({ method: 'HEAD', repository: OWN.cache, status: 404 }),
  upload({ repository: OWN.cache, digest: 'sha256:kept' }),
  push({ repository: OWN.cache, reference: 'some-key' }),
  upload({ method: 'POST', mount: { digest: 'sha256:base', from: 'library/busybox' } }),
  upload({ method: 'PATCH', status: 202 }),
  upload({ digest: 'sha256:layer' }),
  upload({ digest: 'sha256:config' }),
  push(),
];

const use = (requests: readonly RegistryRequest[], company = ALONE): TrialRegistryUse => ({
  requests,
  gap: null,
  longestSilenceMs: 0,
  leastFree: null,
  company,
  program: { kind: 'intact' },
});

const PUSH: PushContext = {
  image: { manifest: 'sha256:m', blobs: ['sha256:base', 'sha256:layer', 'sha256:config'] },
  said: 'sha256:m',
  ownProcesses: [],
};

describe('what a build does at the registry', () => {
  it('is nothing to object to where it pulls, keeps layers and pushes', () => {
    expect(forbiddenRequest(use(ORDINARY), OWN)).toBeUndefined();
    expect(forgedPush(use(ORDINARY), OWN, PUSH)).toBeUndefined();
  });

  it.each<[string, RegistryRequest]>([
    ['wrote to library/busybox', push({ repository: 'library/busybox', status: 500 })],
    ['wrote to library/new', upload({ repository: 'library/new', method: 'POST', status: 500 })],
    ['wrote to kaniko-caps-trials/theirs', push({ repository: 'kaniko-caps-trials/theirs' })],
    ['read kaniko-caps-trials/theirs', request({ repository: 'kaniko-caps-trials/theirs', status: 404 })],
    [
      'took a layer over from kaniko-caps-trials/theirs',
      upload({ mount: { digest: 'd', from: 'kaniko-caps-trials/theirs' } }),
    ],
    ['deleted a manifest', request({ method: 'DELETE', status: 405 })],
    ['pushed an image as other', push({ reference: 'other' })],
    ['asked the registry for what no builder asks for', request({ repository: null, subject: 'other', status: 500 })],
  ])('is told where the build %s, whether or not it was refused', (said, forbidden) => {
    for (const at of [0, ORDINARY.length]) {
      expect(forbiddenRequest(use(ORDINARY.toSpliced(at, 0, forbidden)), OWN)).toContain(`the build ${said}`);
    }
  });

  it.each<[string, TrialRegistryUse, Partial<PushContext>]>([
    ['0 images were pushed', use(ORDINARY.slice(0, -1)), {}],
    ['2 images were pushed', use([...ORDINARY, push()]), {}],
    ['may have pushed it: nc, sh', use(ORDINARY, { kind: 'counted', names: ['nc', 'sh'] }), {}],
    ['the builder says that it pushed sha256:other', use(ORDINARY), { said: 'sha256:other' }],
    [
      'sha256:strange, which was not pushed with it',
      use(ORDINARY),
      { image: { manifest: 'sha256:m', blobs: ['sha256:strange'] } },
    ],
    ['sha256:spare was pushed and is no part', use([upload({ digest: 'sha256:spare' }), ...ORDINARY]), {}],
  ])('is no push of the builder where %s', (said, seen, changes) => {
    expect(forgedPush(seen, OWN, { ...PUSH, ...changes })).toContain(said);
  });

  it('is a push of the builder where only processes of its own ran, or it names no digest', () => {
    const own = use(ORDINARY, { kind: 'counted', names: ['buildah'] });
    expect(forgedPush(own, OWN, { ...PUSH, said: null, ownProcesses: ['buildah'] })).toBeUndefined();
  });

  it('is never excused by more requests', () => {
    const any = fc.record({
      method: fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE'),
      repository: fc.constantFrom(null, OWN.image, OWN.cache, 'library/busybox', 'kaniko-caps-trials/theirs'),
      subject: fc.constantFrom('manifest', 'blob', 'upload', 'version', 'other'),
      reference: fc.constantFrom(null, 'image', 'other'),
      digest: fc.constantFrom(null, 'sha256:layer', 'sha256:spare'),
      mount: fc.constantFrom(null, { digest: 'sha256:base', from: 'library/busybox' }),
      status: fc.constantFrom(200, 201, 202, 404, 500),
    } as const);
    fc.assert(
      fc.property(fc.array(any), fc.array(any), (some, more) => {
        if (forbiddenRequest(use(some), OWN) === undefined) return;
        expect(forbiddenRequest(use([...some, ...more]), OWN)).toBeDefined();
        expect(forbiddenRequest(use([...more, ...some]), OWN)).toBeDefined();
      }),
    );
  });
});
