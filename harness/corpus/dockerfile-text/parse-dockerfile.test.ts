import { describe, expect, it } from 'vitest';
import { parseDockerfile } from './parse-dockerfile.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

function parse(text: string, settings: { buildArguments?: Record<string, string>; target?: string } = {}) {
  return parseDockerfile(text, {
    file: 'app/Dockerfile',
    buildArguments: settings.buildArguments ?? {},
    target: settings.target ?? null,
  });
}

function basesOf(text: string, buildArguments: Record<string, string> = {}): readonly string[] {
  return parse(text, { buildArguments }).baseReferences;
}

describe('parseDockerfile', () => {
  it('gives each instruction its line and its joined text', () => {
    const text = `# syntax=docker/dockerfile:1
FROM debian

RUN apt-get update && \\
    # the shell
    apt-get install \\

      bash
user 1000
`;
    expect(parse(text).instructions).toEqual([
      { keyword: 'FROM', line: 2, text: 'FROM debian' },
      { keyword: 'RUN', line: 4, text: 'RUN apt-get update && apt-get install bash' },
      { keyword: 'USER', line: 9, text: 'user 1000' },
    ]);
  });

  it('keeps the lines of a heredoc and goes on after it', () => {
    const text = `FROM debian
RUN <<EOF
chown 1:1 /x
USER is not an instruction here
EOF
COPY <<-"A" <<B /dest/
	a
	A
b
B
USER 1
`;
    expect(parse(text).instructions.slice(1)).toEqual([
      { keyword: 'RUN', line: 2, text: 'RUN <<EOF\nchown 1:1 /x\nUSER is not an instruction here\nEOF' },
      { keyword: 'COPY', line: 6, text: 'COPY <<-"A" <<B /dest/\n\ta\n\tA\nb\nB' },
      { keyword: 'USER', line: 11, text: 'USER 1' },
    ]);
  });

  it('honours the escape directive and Windows line ends', () => {
    const text = '# escape=`\r\nFROM debian\r\nRUN a `\r\n  b\\\r\nUSER x\r\n';
    expect(parse(text).instructions.map((instruction) => instruction.text)).toEqual([
      'FROM debian',
      'RUN a b\\',
      'USER x',
    ]);
  });

  it.each([
    'RUN --mount=type=cache,target=/root/.cache --network=none --security=insecure make',
    'COPY --link --chmod=u=rwX,go=rX --chown=1:1 --parents --exclude=*.md a b /c/',
    'ADD --checksum=sha256:00 --keep-git-dir=true --unpack=false https://example.com/x /z',
    'ADD git@github.com:a/b.git#v1 /x',
    `HEALTHCHECK --start-interval=1s --interval=\${INTERVAL} CMD true`,
    'EXPOSE $PORT 80/sctp',
    'STOPSIGNAL $SIGNAL',
    'ENTRYPOINT []',
    'CMD',
    'ARG A B=1',
    'ENV a b c',
    'MAINTAINER me',
    'ONBUILD COPY . .',
    'WORKDIR relative',
    'cmd ["a"]\nCMD ["b"]',
  ])('accepts %s', (instruction) => {
    expect(() => parse(`FROM debian AS base\n${instruction}\n`)).not.toThrow();
  });

  it.each([
    ['RUN true\n', 'app/Dockerfile:1: No source image provided with `FROM`'],
    ['', 'app/Dockerfile:1: No source image provided with `FROM`'],
    ['FROM debian\nRUM x\n', 'app/Dockerfile:2: Unknown instruction: RUM'],
    ['FROM debian\n\nCOPY x\n', 'app/Dockerfile:3: COPY requires at least two arguments'],
    ['FROM debian slim\n', 'app/Dockerfile:1: FROM requires either one or three arguments'],
    ['FROM debian\nUSER\n', 'app/Dockerfile:2: Instruction has no arguments'],
    ['FROM Debian\n', 'app/Dockerfile:1: FROM: Invalid image reference "Debian"'],
    ['ARG BASE\nFROM $BASE\n', 'app/Dockerfile:2: FROM names no image: $BASE is empty'],
    ['FROM debian\nCOPY --from=a:b:c /x /x\n', 'app/Dockerfile:2: COPY: Invalid image reference "a:b:c"'],
  ])('refuses %j and names the line', (text, message) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^BAD_/), message }));
  });
});

describe('base references', () => {
  it('come from FROM, COPY --from and RUN --mount, each once, without stages and scratch', () => {
    const text = `FROM golang:1 AS Build
FROM scratch AS empty
FROM build AS again
COPY --from=BUILD /a /a
COPY --from=0 /a /a
COPY --from=busybox:stable --chown=1 /bin/busybox /
COPY --chown=1 --from=golang:1 /a /b
RUN --network=none --mount=type=bind,from=tools/lint:2,target=/l --mount=from=empty,target=/e /l
RUN echo --mount=from=not-a-flag
`;
    expect(basesOf(text)).toEqual(['golang:1', 'busybox:stable', 'tools/lint:2']);
  });

  it('take a name for an image if the stage of that name comes later', () => {
    expect(basesOf('FROM alpine\nFROM debian AS alpine\n')).toEqual(['alpine', 'debian']);
  });

  it('are substituted with build arguments before defaults', () => {
    const text = `ARG REGISTRY=docker.io VERSION="12"
ARG TAG=\${VERSION}-slim
FROM --platform=$BUILDPLATFORM $REGISTRY/debian:\${TAG:-latest}
`;
    expect(basesOf(text)).toEqual(['docker.io/debian:12-slim']);
    expect(basesOf(text, { REGISTRY: 'mirror.example.com', VERSION: '13', UNUSED: 'x' })).toEqual([
      'mirror.example.com/debian:13-slim',
    ]);
  });

  it('do not see arguments that are declared after the first FROM', () => {
    expect(basesOf(`FROM debian\nARG TAG=1\nFROM alpine:\${TAG:-2}\n`)).toEqual(['debian', 'alpine:2']);
  });

  it('ignore build arguments that the Dockerfile does not declare', () => {
    expect(basesOf(`FROM debian:\${TAG:-1}\n`, { TAG: '2' })).toEqual(['debian:1']);
  });

  it('know the platform arguments', () => {
    expect(basesOf('FROM debian:$TARGETOS\n')).toEqual(['debian:linux']);
  });

  it('keep digests', () => {
    expect(basesOf(`FROM debian:12@${DIGEST}\n`)).toEqual([`debian:12@${DIGEST}`]);
  });

  it('end at the target', () => {
    const text = 'FROM a AS one\nCOPY --from=b / /\nFROM c AS two\nCOPY --from=d / /\nFROM e\n';
    expect(parse(text, { target: 'ONE' }).baseReferences).toEqual(['a', 'b']);
    expect(parse(text, { target: '1' }).baseReferences).toEqual(['a', 'b', 'c', 'd']);
    expect(parse(text, { target: '2' }).baseReferences).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('need a target that exists', () => {
    expect(() => parse('FROM a AS one\nFROM b AS two\n', { target: 'three' })).toThrow(
      expect.objectContaining({
        message: 'app/Dockerfile has no stage "three"',
        hint: 'Its named stages are: one, two.',
      }),
    );
    expect(() => parse('FROM a\n', { target: '1' })).toThrow('app/Dockerfile has no stage "1"');
  });
});
