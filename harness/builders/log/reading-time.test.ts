import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growsLinearly, repeated } from '../../testing/growth.ts';
import type { Instruction } from '../../vocabulary/case.ts';
import { readBuildahFailure } from '../buildah/buildah-log.ts';
import { readKanikoFailure } from '../kaniko/kaniko-log.ts';
import { signatureOf } from './signature.ts';

const TIME = 'time="2026-11-23T00:47:34Z" level=info msg=';

/** What a log consists of, and what patterns look for. */
const FRAGMENTS = [
  ...['Error: ', 'Usage:', 'error building image: ', 'error pushing image: ', 'error building stage: ', 'panic: '],
  ...[
    'parsing dockerfile: ',
    'dockerfile parse error on line ',
    'line 1',
    'failed to execute command: ',
    'exit status 1',
  ],
  ...['error resolving source context: ', 'gzip: ', 'EOF', 'waiting for process to exit: ', 'no space left on device'],
  ...[
    'operation not permitted',
    'connection refused',
    'status ',
    '500',
    'GET http://',
    'sha256:',
    '0x1',
    '1.2.3.4',
    '/tmp/',
  ],
  ...[TIME, `${TIME}"Running: [/bin/sh -c x]"\n`, `${TIME}"RUN x 1"\n`, `${TIME}"Saving file x for later use"\n`],
  ...[`${TIME}"Unpacking rootfs as cmd RUN x 2 requires it."\n`, `${TIME}"Taking snapshot"\n`, 'STEP 1/2: RUN x 1\n'],
  ...[
    'building at STEP "',
    '": ',
    '}: copier: a: ',
    'stderr: ',
    'buildah-gate: pushing\n',
    'image not found on any configured',
  ],
  ...[
    '\n',
    '\r',
    ' ',
    '\t',
    '"',
    "'",
    '\\',
    '\\x41',
    '\u001b[',
    '\u001b]0;',
    ';',
    'a',
    '0',
    '[',
    ':',
    '.',
    '-',
    '_',
    '/',
    '$a',
    '{',
  ],
];

/** What once took a time that grew with its square. */
const KNOWN: [string[], string][] = [
  [['Error: parsing dockerfile\n', 'Usage:\n'], ''],
  [['parsing dockerfile: '], 'Error: '],
  [[`${TIME}"RUN y 1 2"\n`], ''],
];

const FROM: Instruction = { keyword: 'FROM', line: 1, text: 'FROM a' };
const INSTRUCTIONS: readonly Instruction[] = [
  FROM,
  ...Array.from({ length: 1_000 }, (_, index) => ({ keyword: 'RUN', line: index + 2, text: `RUN x $a ${index}` })),
];

const unit = fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 5 });

describe('the time that it takes to read a log', () => {
  it.each([
    ['of Kaniko', (text: string) => void readKanikoFailure(1, text, INSTRUCTIONS)],
    ['of Buildah', (text: string) => void readBuildahFailure(1, text, INSTRUCTIONS)],
    ['for its signature', (text: string) => void signatureOf(text.slice(0, 500))],
  ])('%s grows with its length alone, whatever a build prints', { timeout: 240_000 }, (_, read) => {
    fc.assert(
      fc.property(unit, fc.constantFrom('', `${TIME}"Running: [/bin/sh -c x]"\n`, 'Error: '), (fragments, first) => {
        return growsLinearly(25_000, (length) => first + repeated(fragments, length), read);
      }),
      { numRuns: 40, examples: KNOWN },
    );
  });

  it('is the same for a Dockerfile of many and of long instructions', { timeout: 240_000 }, () => {
    const log = `${TIME}"RUN y 1 2"\n`.repeat(800);
    const lengthy = (text: string): Instruction[] => [FROM, { keyword: 'RUN', line: 2, text: `RUN ${text}` }];
    const many = (text: string): Instruction[] =>
      text.split(' ').map((word, line) => ({ keyword: 'RUN', line, text: `RUN $a${word}` }));
    for (const read of [lengthy, many]) {
      expect(
        growsLinearly(
          32_000,
          (length) => repeated(['x y '], length),
          (text) => void readKanikoFailure(1, log, read(text)),
        ),
      ).toBe(true);
    }
  });
});
