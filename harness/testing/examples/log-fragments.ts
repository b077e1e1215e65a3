import type { Instruction } from '../../vocabulary/case.ts';

/** What the log of Kaniko begins a line with. */
export const KANIKO_LINE = 'time="2026-11-23T00:47:34Z" level=info msg=';

/** What a log consists of, and what patterns look for. */
export const LOG_FRAGMENTS: readonly string[] = [
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
  ...[
    KANIKO_LINE,
    `${KANIKO_LINE}"Running: [/bin/sh -c x]"\n`,
    `${KANIKO_LINE}"RUN x 1"\n`,
    `${KANIKO_LINE}"Saving file x for later use"\n`,
  ],
  ...[
    `${KANIKO_LINE}"Unpacking rootfs as cmd RUN x 2 requires it."\n`,
    `${KANIKO_LINE}"Taking snapshot"\n`,
    'STEP 1/2: RUN x 1\n',
  ],
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

/** The Dockerfile whose build a log tells of. */
export const LOGGED_INSTRUCTIONS: readonly Instruction[] = [
  { keyword: 'FROM', line: 1, text: 'FROM a' },
  ...Array.from({ length: 1_000 }, (_, index) => ({ keyword: 'RUN', line: index + 2, text: `RUN x $a ${index}` })),
];
