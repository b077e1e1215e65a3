import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../corpus/dockerfile-text/parse-dockerfile.ts';
import { readBuildahFailure } from './buildah-log.ts';

/** Logs of Buildah 1.28.2 in the gate's image, for these Dockerfiles under fewer capabilities. */
const DOCKERFILES: Readonly<Record<string, string>> = {
  'base-chown': 'FROM foo/shadow:1\nRUN echo hi\n',
  'run-exit':
    'FROM busybox:stable\nARG WHAT=cannot\nCOPY a /a\nRUN echo one && \\\n    echo "$WHAT frobnicate the widget 17" >&2 && \\\n    exit 7\n',
  'copy-chown': 'FROM busybox:stable\nARG OWNER=1000:1000\nCOPY --chown=$OWNER a /a\n',
  'cross-user':
    'ARG TAG=stable\nFROM busybox:$TAG AS one\nRUN mkdir -m 777 /o\nUSER nobody\nRUN echo 1 > /o/f\nFROM busybox:$TAG\nCOPY a /a\nCOPY --from=one \\\n     /o /p\n',
  snapshot: 'FROM busybox:stable\nRUN mkdir /p && echo 1 > /p/q && chown -R 1000:1000 /p && chmod 700 /p\n',
  workdir: 'FROM busybox:stable\nUSER nobody\nWORKDIR /home/w/x\nRUN echo\n',
  'shell-missing': 'FROM scratch\nCOPY a /a\nRUN echo hi\n',
  'user-setuid': 'FROM busybox:stable\nUSER nobody\nRUN id\n',
  onbuild: 'FROM foo/onbuild:1\nRUN echo hi\n',
};

function read(name: string, exitCode = 1) {
  const text = readFileSync(new URL(`testing-logs/buildah.${name}.txt`, import.meta.url), 'utf8');
  const dockerfile = DOCKERFILES[name] ?? 'FROM scratch\nCOPY a /a\n';
  const settings = { file: 'Dockerfile', buildArguments: {}, target: null };
  return readBuildahFailure(exitCode, text, parseDockerfile(dockerfile, settings).instructions);
}

describe('a failure of a build with Buildah', () => {
  it.each([
    ['base-chown', 'base, line 1: lchown /etc/shadow: operation not permitted'],
    ['run-exit', 'instruction, line 4: cannot frobnicate the widget 17'],
    [
      'copy-chown',
      'instruction, line 3: error setting ownership of "/a" to 1000:1000: lchown /a: operation not permitted',
    ],
    [
      'cross-user',
      'cross-stage-copy, line 8: error setting ownership of "/f" to 65534:65534: lchown /f: operation not permitted',
    ],
    ['snapshot', 'instruction, line 2: chmod: /p: Operation not permitted'],
    [
      'workdir',
      'instruction, line 3: copier: mkdir: error setting owner of "/home/w" to 65534:65534: chown /home/w: operation not permitted',
    ],
    [
      'shell-missing',
      'instruction, line 3: process failed to start with error: fork/exec /bin/sh: no such file or directory',
    ],
    ['user-setuid', 'instruction, line 3: error setting UID: operation not permitted'],
    ['onbuild', 'instruction, line -: exit status 3'],
  ])('is placed and explained: %s', (name, expected) => {
    const reading = read(name);
    if (reading.kind !== 'build') throw new Error(`not the build's own: ${reading.message}`);
    const { phase, instruction, message } = reading.failure;
    expect(`${phase}, line ${instruction?.line ?? '-'}: ${message}`).toBe(expected);
  });
});

describe('what is not the doing of a build with Buildah', () => {
  it.each([
    ['truncated', 'context'],
    ['base-missing', 'registry'],
    ['push-refused', 'network'],
  ])('is told apart: %s', (name, expected) => {
    expect(read(name)).toMatchObject({ kind: 'infrastructure', class: expected });
  });
});
