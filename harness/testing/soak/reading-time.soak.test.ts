import fc from 'fast-check';
import { describe, it } from 'vitest';
import { readBuildahFailure } from '../../builders/buildah/buildah-log.ts';
import { readKanikoFailure } from '../../builders/kaniko/kaniko-log.ts';
import { parseDockerfile } from '../../corpus/dockerfile-text/parse-dockerfile.ts';
import { HarnessError } from '../../errors.ts';
import { DOCKERFILE_FRAGMENTS } from '../examples/dockerfile-fragments.ts';
import { KANIKO_LINE, LOG_FRAGMENTS, LOGGED_INSTRUCTIONS } from '../examples/log-fragments.ts';
import { growsLinearly, repeated } from '../growth.ts';

/**
 * One text in about a thousand showed a reader whose time grows with the square of the length. So it takes thousands of texts to trust
 * a reader, and chance would decide whether a short run passes. What was found is an example in the unit tests.
 */
const TEXTS = 10_000;

/** Texts of repeated fragments, after a first one. */
function expectLinear(
  fragments: readonly string[],
  first: readonly string[],
  length: number,
  read: (text: string) => void,
) {
  const unit = fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(unit, fc.constantFrom(...first), (repeatedly, begin) =>
      growsLinearly(length, (size) => begin + repeated(repeatedly, size), read),
    ),
    { numRuns: TEXTS },
  );
}

describe('The time that it takes to read what a stranger wrote grows with its length', () => {
  it('of a Dockerfile', () => {
    expectLinear(DOCKERFILE_FRAGMENTS, ['', 'FROM a\nRUN ', 'FROM '], 4_000, (text) => {
      try {
        parseDockerfile(text, { file: 'Dockerfile', buildArguments: {}, target: null });
      } catch (thrown) {
        if (!(thrown instanceof HarnessError)) throw thrown;
      }
    });
  });

  it.each([
    ['Kaniko', readKanikoFailure],
    ['Buildah', readBuildahFailure],
  ])('of a log of %s', (_, read) => {
    const first = ['', `${KANIKO_LINE}"Running: [/bin/sh -c x]"\n`, 'Error: '];
    expectLinear(LOG_FRAGMENTS, first, 25_000, (text) => void read(1, text, LOGGED_INSTRUCTIONS));
  });
});
