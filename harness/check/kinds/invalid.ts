import * as z from 'zod';
import { safeText, shorten } from '../../text/plain-text.ts';
import { LONGEST } from '../shown/check-proof-text.ts';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';

/** The Dockerfile was found and cannot be used, so that nothing was tried. */
export const invalidChange = changeSchema('invalid', {
  /** What is wrong with it, in words. */
  reason: z.string(),
});

/** The Dockerfile was found and cannot be used. */
export type Invalid = z.output<typeof invalidChange>;

/** The Dockerfile cannot be used, be it locked or not. */
export const invalid: ChangeKind<Invalid> = {
  schema: invalidChange,
  finding: {
    name: 'invalid',
    severity: 'error',
    title: 'Dockerfile cannot be used',
    meaning: 'The Dockerfile, its settings or its build context cannot be used, so nothing was tried.',
    help: 'The message says what is wrong. Nothing is known of what the build needs.',
    security: 'low',
    steps: [
      'Read the message: it names what is wrong and what helps.',
      'Correct that, or let git ignore the file if it is no Dockerfile. Then run the command again.',
    ],
  },
  words: 'cannot be used',
  sentence: (subject) => `${subject} cannot be used`,
  advice: (changes) => [`Correct ${changes.length === 1 ? 'it' : 'them'}, or let git ignore what is no Dockerfile.`],
  lines: ({ reason }) => [safeText(shorten(reason, LONGEST))],
  effect: () => 'invalid',
  isCoveredBy: () => false,
  update: ({ reason }) => ({ kind: 'unusable', reason }),
  subject: () => '',
  trials: () => [],
  capabilities: () => [],
  isWithoutCause: true,
  leavesOpen: true,
};
