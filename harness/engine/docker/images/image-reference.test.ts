import { expect, it } from 'vitest';
import { parseReference } from './image-reference.ts';

it.each([
  ['debian', 'debian', undefined, undefined],
  ['debian:12', 'debian', '12', undefined],
  ['127.0.0.1:5000/a/b', '127.0.0.1:5000/a/b', undefined, undefined],
  ['127.0.0.1:5000/a/b:c', '127.0.0.1:5000/a/b', 'c', undefined],
  ['ghcr.io/x/y:v1@sha256:ab', 'ghcr.io/x/y', 'v1', 'sha256:ab'],
])('takes %s apart', (reference, repository, tag, digest) => {
  expect(parseReference(reference)).toEqual({ repository, tag, digest });
});
