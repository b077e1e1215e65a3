import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../corpus/dockerfile-text/parse-dockerfile.ts';
import type { SandboxFacts } from '../../vocabulary/sandbox-facts.ts';
import { readKanikoFailure } from './kaniko-log.ts';

/** A command that prints what programs print, and what imitates an executor and fails for another reason. */
const MISLEADING = String.raw`RUN printf 'Error: unknown flag: --x\nUsage:\n  prog [flags]\n'; printf 'error building image: error building stage: failed to get filesystem from image: Get "http://registry:80/v2/": dial tcp: connect: connection refused\n' >&2; printf 'tar: write error: no space left on device\n' >&2; printf 'time="2026-11-23T00:47:34Z" level=info msg="Taking snapshot of full filesystem..."\n\033[36mINFO\033[0m[0001] COPY sh /bin/sh\nprogress 1%%\rprogress 2%%\r' >&2; printf 'chown: /x: Operation not permitted\n' >&2; printf 'no newline at the end' ; printf 'nor here' >&2; exit 3`;

/** Backslashes before what needs none. */
const BACKSLASHES = String.raw`RUN printf 'a\qb\x41\é\	c\\d "x" $HOME \200 \
 z' && exit 4`;

/** A command that ends well and imitates the last words of an executor; a copy fails later. */
const IMITATED =
  "RUN printf 'error building image: error building stage: failed to execute command: waiting for process to exit: exit status 1' >&2; printf 'error pushing image: failed to push to destination x: dial tcp: connection refused'";

const IMITATING_STAGE = `FROM scratch AS constructor\nCOPY sh /bin/sh\n${IMITATED}\n`;

/** What five executors wrote while they built these. */
const DOCKERFILES = {
  misleading: `FROM scratch\nCOPY sh /bin/sh\n${MISLEADING}\n`,
  backslashes: `FROM scratch\nCOPY sh /bin/sh\n${BACKSLASHES}\n`,
  imitated: `${IMITATING_STAGE}FROM scratch\nCOPY --from=constructor /bin/sh /bin/sh\nCOPY --from=constructor /nothing /n\n`,
};

const EXECUTORS = ['google-v1.6.0', 'google-v1.9.1', 'google-v1.24.0', 'chainguard-v1.25.16', 'oss-v1.28.3'] as const;

function instructionsOf(dockerfile: string) {
  return parseDockerfile(dockerfile, { file: 'Dockerfile', buildArguments: {}, target: null }).instructions;
}

/** The reading in one line: phase, line of the instruction, message. */
function readBuild(name: keyof typeof DOCKERFILES, executor: string, exitCode: number): string {
  const text = readFileSync(new URL(`testing-logs/${name}.${executor}.txt`, import.meta.url), 'utf8');
  const reading = readKanikoFailure(exitCode, text, instructionsOf(DOCKERFILES[name]));
  if (reading.kind !== 'build') return `${reading.kind} ${reading.class}: ${reading.message}`;
  const { phase, instruction, message } = reading.failure;
  return `${phase}, line ${instruction?.line ?? '-'}: ${message}`;
}

/** Before v1.9 an executor ended with 1 whatever its command had ended with. */
const passedOn = (executor: string, code: number): number => (executor === 'google-v1.6.0' ? 1 : code);

describe.each(EXECUTORS)('what a command prints is not the word of %s', (executor) => {
  it('in lines that imitate it, its usage, old entries of its log, colours, and lines without an end', () => {
    expect(readBuild('misleading', executor, passedOn(executor, 3))).toBe(
      'instruction, line 3: chown: /x: Operation not permitted',
    );
  });

  it('in imitated last words of a build that goes on', () => {
    const reading = readBuild('imitated', executor, 1);
    expect(reading).toMatch(/failed to get fileinfo for .*nothing: no such file or directory$/);
    expect(reading).toMatch(/^(?:instruction|cross-stage-copy), line 6: /);
  });

  it('and a command with backslashes is found in its line', () => {
    expect(readBuild('backslashes', executor, passedOn(executor, 4))).toMatch(/^instruction, line 3: /);
  });
});

const TIME = '2026-11-23T00:47:34Z';
const entry = (message: string): string => `time="${TIME}" level=info msg=${JSON.stringify(message)}\n`;
const RUNNING = entry('RUN x') + entry('Running: [/bin/sh -c x]');
const COMMAND_FAILED =
  'error building image: error building stage: failed to execute command: waiting for process to exit: exit status 1\n';
const REFUSED = 'chown: /x: Operation not permitted\n';
const PUSH_FAILED =
  'error pushing image: failed to push to destination r/x: dial tcp 10.0.0.1:80: connect: connection refused\n';

function read(log: string, exitCode = 1, facts?: SandboxFacts) {
  return readKanikoFailure(exitCode, log, instructionsOf('FROM busybox\nRUN x\n'), facts);
}

describe('a refusal by the kernel stays one', () => {
  it.each([
    ['a program that prints a usage text', 'Error: dial tcp: connection refused\nUsage:\n  helm [flags]\n'],
    ['a program that speaks of a full disk', 'error building image: no space left on device\n'],
    ['another executor in the build', `${entry('Pushing image to r/x')}${PUSH_FAILED}`],
    ['a program that logs with the same library', entry('Error: unexpected EOF')],
    ['an entry of the log that was cut off', 'time="2026-11-23T00:47:34Z" level=info msg="'],
    ['a note of the engine that something was left out', '[10 bytes left out]\n'],
  ])('beside %s', (_, printed) => {
    for (const output of [printed + REFUSED, REFUSED + printed]) {
      expect(read(RUNNING + output + COMMAND_FAILED)).toMatchObject({ kind: 'build' });
      expect(read(RUNNING + COMMAND_FAILED + output)).toMatchObject({ kind: 'build' });
    }
  });
});

describe('a fault of the sandbox', () => {
  const log = RUNNING + entry('Taking snapshot of full filesystem...') + entry('Pushing image to r/x') + PUSH_FAILED;

  it.each<[string, SandboxFacts | undefined]>([
    ['the executor alone tells of it', undefined],
    ['the sandbox saw its registry fail', { registry: 'failed', disk: 'free' }],
  ])('counts where %s', (_, facts) => {
    expect(read(log, 1, facts)).toMatchObject({ kind: 'infrastructure', class: 'network' });
  });

  it('is none where the sandbox saw its registry serve the trial', () => {
    const reading = read(log, 1, { registry: 'sound', disk: 'free' });
    expect(reading).toMatchObject({ kind: 'build', failure: { phase: 'push' } });
  });

  it('is not told by one of several lines of which a command may have printed any', () => {
    const other = PUSH_FAILED.replace('10.0.0.1', '10.0.0.2');
    expect(read(other + log)).toMatchObject({ kind: 'build' });
    expect(read(other + log, 1, { registry: 'failed', disk: 'free' })).toMatchObject({ kind: 'infrastructure' });
  });

  it('is an executor that was killed while a command printed what its end may look like', () => {
    for (const printed of ['Error: x\nUsage:\n', PUSH_FAILED, COMMAND_FAILED]) {
      expect(read(RUNNING + printed, 137)).toMatchObject({ kind: 'infrastructure', class: 'killed' });
    }
  });
});
