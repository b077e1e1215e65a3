import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAccess } from './access-log.ts';

const line = (request: string, status = 201): string =>
  `127.0.0.1 - - [29/Nov/2026:11:36:44 +0000] "${request} HTTP/1.1" ${status} 0 "" "kaniko/v1.24.0"`;

const NOTHING = { reference: null, digest: null, mount: null };

describe('a line of the access log', () => {
  it.each([
    ['GET /v2/', { method: 'GET', repository: null, subject: 'version', ...NOTHING }],
    [
      'PUT /v2/kaniko-caps-trials/0a/manifests/image',
      { method: 'PUT', repository: 'kaniko-caps-trials/0a', subject: 'manifest', ...NOTHING, reference: 'image' },
    ],
    ['POST /v2/a/b/blobs/uploads/', { method: 'POST', repository: 'a/b', subject: 'upload', ...NOTHING }],
    [
      'PUT /v2/a/blobs/uploads/0-1?_state=x&digest=sha256%3Aff',
      { method: 'PUT', repository: 'a', subject: 'upload', ...NOTHING, reference: '0-1', digest: 'sha256:ff' },
    ],
    [
      'POST /v2/a/blobs/uploads/?mount=sha256%3Aff&from=library%2Fbusybox',
      {
        method: 'POST',
        repository: 'a',
        subject: 'upload',
        ...NOTHING,
        mount: { digest: 'sha256:ff', from: 'library/busybox' },
      },
    ],
    [
      'HEAD /v2/a/blobs/sha256:ff',
      { method: 'HEAD', repository: 'a', subject: 'blob', ...NOTHING, reference: 'sha256:ff' },
    ],
    ['GET /v2/a/tags/list', { method: 'GET', repository: null, subject: 'other', ...NOTHING }],
    ['GET /v2/_catalog', { method: 'GET', repository: null, subject: 'other', ...NOTHING }],
    ['PUT /v2/a%2Fb/manifests/x', { method: 'PUT', repository: null, subject: 'other', ...NOTHING }],
    ['PUT http://registry/v2/a/manifests/x', { method: 'PUT', repository: null, subject: 'other', ...NOTHING }],
    ['GET /%76%32/_catalog', { method: 'GET', repository: null, subject: 'other', ...NOTHING }],
    ['GET /index.html', { method: 'GET', repository: null, subject: 'version', ...NOTHING }],
  ])('%s is read', (request, expected) => {
    expect(readAccess(line(request))).toEqual({ ...expected, status: 201 });
  });

  it.each([
    'a line that a request added',
    '',
    // The user of a URL, as the registry writes it.
    line('GET http://u@127.0.0.1/v2/_catalog').replace('- -', '- u'),
    line('GET http://u@127.0.0.1/v2/_catalog').replace('- -', '- u [x] "GET /v2/ HTTP/1.1" 200 1 "'),
    line('GET http://u@127.0.0.1/v2/_catalog').replace('- -', '- - [x] "GET /v2/ HTTP/1.1" 200 1 "x" "y'),
  ])('is no request of a builder where it is not in form: %s', (text) => {
    expect(readAccess(text)).toMatchObject({ repository: null, subject: 'other' });
  });

  it('never takes a request for a harmless one of another repository', () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,8}(\/[a-z0-9]{1,8}){0,3}$/);
    const kind = fc.constantFrom('manifests', 'blobs', 'blobs/uploads');
    fc.assert(
      fc.property(name, kind, fc.stringMatching(/^[a-z0-9:]{1,12}$/), (repository, subject, reference) => {
        expect(readAccess(line(`PUT /v2/${repository}/${subject}/${reference}`)).repository).toBe(repository);
      }),
    );
  });

  it('is read in bounded time, whatever it holds', () => {
    const long = ['/'.repeat(500_000), `/v2/${'a/'.repeat(200_000)}`, ' - '.repeat(200_000), '"'.repeat(500_000)];
    for (const text of long) expect(() => [readAccess(text), readAccess(line(`GET ${text}`))]).not.toThrow();
  });
});
