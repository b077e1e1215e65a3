import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../corpus/dockerfile-text/parse-dockerfile.ts';
import { readKanikoFailure } from './kaniko-log.ts';

/** What executors wrote when these Dockerfiles failed under fewer capabilities, or for the reason the name gives. */
const DOCKERFILES: Readonly<Record<string, string>> = {
  'base-chown': 'FROM foo/shadow:1\nRUN echo hi\n',
  fcaps: 'FROM foo/fcaps:1\nRUN echo hi\n',
  'run-exit':
    'FROM busybox:stable\nARG WHAT=cannot\nCOPY a /a\nRUN echo one && \\\n    echo "$WHAT frobnicate the widget 17" >&2 && \\\n    exit 7\n',
  'run-chown': 'FROM busybox:stable\nRUN echo x > /x && chown 1:1 /x\n',
  'copy-chown': 'FROM busybox:stable\nARG OWNER=1000:1000\nCOPY --chown=$OWNER a /a\n',
  'copy-missing': 'FROM busybox:stable\nCOPY nothing /a\n',
  user: 'FROM busybox:stable\nUSER nobody\nRUN id\n',
  kill: 'FROM busybox:stable\nUSER nobody\nRUN sleep 1000 & true\n',
  workdir: 'FROM busybox:stable\nUSER nobody\nWORKDIR /home/w/x\nRUN echo\n',
  cross:
    'FROM busybox:stable AS one\nRUN mkdir -p /out/x && echo 1 > /out/x/y\nFROM busybox:stable\nCOPY --from=one /out /out\n',
  'cross-user':
    'ARG TAG=stable\nFROM busybox:$TAG AS one\nRUN mkdir -m 777 /o\nUSER nobody\nRUN echo 1 > /o/f\nFROM busybox:$TAG\nCOPY a /a\nCOPY --from=one \\\n     /o /p\n',
  snapshot: 'FROM busybox:stable\nRUN mkdir /p && echo 1 > /p/q && chown -R 1000:1000 /p && chmod 700 /p\n',
  external: 'FROM busybox:stable\nCOPY --from=foo/shadow:1 /etc/shadow /s\n',
  'parse-error': 'FROM busybox:stable\nLABEL a=b\n',
  'add-url': 'FROM busybox:stable\nADD http://example.com/x /x\n',
  heredoc: 'FROM busybox:stable\nENV A=b\nRUN <<EOF\necho in heredoc\ncat /does/not/exist\nEOF\n',
  'shell-missing': 'FROM scratch\nCOPY a /a\nRUN echo hi\n',
  onbuild: 'FROM foo/onbuild:1\nRUN echo hi\n',
};
const ANY_DOCKERFILE = 'FROM busybox:stable\nRUN true\n';

function read(log: string, exitCode: number, dockerfile = DOCKERFILES[log.slice(0, log.indexOf('.'))]) {
  const settings = { file: 'Dockerfile', buildArguments: {}, target: null };
  const { instructions } = parseDockerfile(dockerfile ?? ANY_DOCKERFILE, settings);
  const text = readFileSync(new URL(`testing-logs/${log}.txt`, import.meta.url), 'utf8');
  return readKanikoFailure(exitCode, text, instructions);
}

/** The reading in one line: phase, line of the instruction, message. */
function readBuild(log: string, exitCode = 1, dockerfile?: string): string {
  const reading = read(log, exitCode, dockerfile);
  if (reading.kind !== 'build') return `${reading.kind} ${reading.class}: ${reading.message}`;
  const { phase, instruction, message } = reading.failure;
  return `${phase}, line ${instruction?.line ?? '-'}: ${message}`;
}

describe('a failure of the build itself', () => {
  it.each([
    ['base-chown.google-v1.6.0', 'base, line 1: chown /etc/shadow: operation not permitted'],
    ['base-chown.oss-v1.28.3', 'base, line 1: chown /etc/shadow: operation not permitted'],
    [
      'fcaps.google-v1.24.0',
      'base, line 1: failed to write "security.capability" attribute to "/bin/ping2": lsetxattr security.capability /bin/ping2: operation not permitted',
    ],
    ['run-chown.google-v1.9.1', 'instruction, line 2: chown: /x: Operation not permitted'],
    ['copy-chown.google-v1.24.0', 'instruction, line 3: copying file: chown /a: operation not permitted'],
    [
      'copy-missing.google-v1.20.0',
      'instruction, line 2: failed to get files used from context: failed to get fileinfo for /kaniko/buildcontext/nothing: lstat /kaniko/buildcontext/nothing: no such file or directory',
    ],
    ['user.google-v1.8.0', 'instruction, line 3: starting command: fork/exec /bin/sh: operation not permitted'],
    ['kill.oss-v1.25.3', 'instruction, line 3: failed to execute command: operation not permitted'],
    [
      'workdir.google-v1.24.0',
      'instruction, line 3: creating workdir /home/w/x: chown /home/w/x: operation not permitted',
    ],
    ['cross.google-v1.6.0', 'cross-stage-copy, line 4: mkdir /kaniko/0/out: permission denied'],
    ['cross.google-v1.24.0', 'cross-stage-copy, line 4: copying file: stat /kaniko/0/out: permission denied'],
    [
      'cross-user.oss-v1.28.3',
      'cross-stage-copy, line 8: copying ownership: chown /kaniko/deps/0/o/f: operation not permitted',
    ],
    [
      'external.chainguard-v1.25.16',
      'cross-stage-copy, line 2: chown /kaniko/foo/shadow:1/etc/shadow: operation not permitted',
    ],
    ['snapshot.oss-v1.25.3', 'snapshot, line 2: open /p: permission denied'],
    ['context-chown.google-v1.24.0', 'context, line -: chown /kaniko/buildcontext: operation not permitted'],
    ['bad-flag.google-v1.24.0', 'unknown, line -: unknown flag: --no-such-flag'],
    ['heredoc.oss-v1.28.3', "instruction, line 3: cat: can't open '/does/not/exist': No such file or directory"],
    [
      'shell-missing.google-v1.24.0',
      'instruction, line 3: starting command: fork/exec /bin/sh: no such file or directory',
    ],
  ])('is placed and explained: %s', (log, expected) => {
    expect(readBuild(log)).toBe(expected);
  });

  it('is told by the command itself where it has a word to say, in whatever order its streams arrive', () => {
    // v1.6.0 has standard output last, v1.28.3 even after Kaniko's own last line.
    expect(readBuild('run-exit.google-v1.6.0')).toBe('instruction, line 4: cannot frobnicate the widget 17');
    expect(readBuild('run-exit.oss-v1.28.3', 7)).toBe('instruction, line 4: cannot frobnicate the widget 17');
  });

  it('has the same signature where only a number differs', () => {
    const reading = read('run-exit.oss-v1.28.3', 7);
    expect(reading.kind === 'build' && reading.failure.signature).toBe('cannot frobnicate the widget <n>');
  });

  it('is told by the exit status where the command says nothing, and names no instruction that the Dockerfile lacks', () => {
    expect(readBuild('onbuild.google-v1.8.0', 3)).toBe('instruction, line -: exit status 3');
  });

  it('in a copy between stages is placed there in the copying stage as well', () => {
    const reading = readBuild('snapshot-fowner.google-v1.24.0', 1, DOCKERFILES['cross-user']);
    expect(reading).toBe('cross-stage-copy, line 8: copying dir: chmod /p/f: operation not permitted');
  });

  it('in a snapshot names the instruction before it', () => {
    const reading = readBuild('snapshot-fowner.oss-v1.28.3', 1, DOCKERFILES['cross-user']);
    expect(reading).toBe('snapshot, line 5: open /o/f: operation not permitted');
  });

  it('in the Dockerfile names the line that Kaniko names', () => {
    expect(readBuild('parse-error.google-v1.24.0')).toBe(
      'instruction, line 2: parsing dockerfile: dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)',
    );
  });

  it('is a download that fails in ADD, because the case has no internet', () => {
    expect(readBuild('add-url.google-v1.24.0')).toMatch(
      /^instruction, line 2: downloading remote source file: Get "http:\/\/example\.com\/x": dial tcp: lookup example\.com/,
    );
  });
});

const FULL_DISK =
  'time="2026-11-23T00:47:34Z" level=info msg="Running: [/bin/sh -c cp a b]"\ncp: write error: No space left on device\n' +
  'error building image: error building stage: failed to execute command: waiting for process to exit: exit status 1\n';

describe('what is not the doing of the build', () => {
  it.each([
    ['truncated.google-v1.6.0', 'context'],
    ['truncated.oss-v1.28.3', 'context'],
    ['empty.google-v1.24.0', 'context'],
    ['base-missing.google-v1.20.0', 'registry'],
    ['base-missing.oss-v1.28.3', 'registry'],
    ['pull-down.google-v1.6.0', 'network'],
    ['pull-down.oss-v1.28.3', 'network'],
    ['push-refused.google-v1.24.0', 'network'],
    ['push-down.google-v1.6.0', 'network'],
    ['push-down.oss-v1.28.3', 'network'],
  ])('is told apart: %s', (log, expected) => {
    expect(read(log, 1)).toMatchObject({ kind: 'infrastructure', class: expected });
  });

  it('carries the reason of the registry, which the last line leaves out', () => {
    expect(readBuild('base-missing.oss-v1.28.3')).toContain('MANIFEST_UNKNOWN');
  });

  it('includes a full disk that the sandbox saw, whatever the build says of it', () => {
    expect(readKanikoFailure(1, FULL_DISK, [], { registry: 'unknown', disk: 'full' })).toMatchObject({
      kind: 'infrastructure',
      class: 'disk',
    });
  });

  it.each(['unknown', 'free'] as const)('is no full disk that a command alone speaks of (disk %s)', (disk) => {
    expect(readKanikoFailure(1, FULL_DISK, [], { registry: 'unknown', disk })).toMatchObject({
      kind: 'build',
      failure: { message: 'cp: write error: No space left on device' },
    });
  });

  it('includes an executor that was killed without a word', () => {
    const log = 'time="2026-11-23T00:47:34Z" level=info msg="RUN make"\n';
    expect(readKanikoFailure(137, log, [])).toMatchObject({ kind: 'infrastructure', class: 'killed' });
  });

  it('is not a command that ends itself with the code of a kill', () => {
    const log =
      'error building image: error building stage: failed to execute command: waiting for process to exit: exit status 137\n';
    expect(readKanikoFailure(137, log, [])).toMatchObject({ kind: 'build' });
  });

  it('is not a refusal by the kernel on the way to the registry', () => {
    const log =
      'error pushing image: failed to push to destination r:80/t/x:1: open /kaniko/layer: permission denied\n';
    expect(readKanikoFailure(1, log, [])).toMatchObject({ kind: 'build', failure: { phase: 'push' } });
  });
});

describe('a log written to deceive', () => {
  it('puts no escape sequences or line breaks into the message', () => {
    const log =
      'time="2026-11-23T00:47:34Z" level=info msg="Running: [/bin/sh -c x]"\n\u001b[2J\u001b]0;title\u0007error: \u001b[31mgone\u202e\u0000\r\n' +
      'error building image: error building stage: failed to execute command: waiting for process to exit: exit status 1\n';
    const reading = readKanikoFailure(1, log, []);
    expect(reading.kind === 'build' && reading.failure.message).toBe('error: gone');
  });

  it('cannot pass for a broken registry by what a command prints', () => {
    const log =
      'time="2026-11-23T00:47:34Z" level=info msg="FROM busybox"\ntime="2026-11-23T00:47:34Z" level=info msg="Running: [/bin/sh -c x]"\n' +
      'error building image: GET http://registry.kaniko-caps:80/v2/: 503 Service Unavailable\n' +
      'error building image: error building stage: failed to execute command: waiting for process to exit: exit status 1\n';
    expect(readKanikoFailure(1, log, [])).toMatchObject({ kind: 'build', failure: { phase: 'instruction' } });
  });
});
