import type { z } from 'zod';
import { insteadAdvice } from '../shown/answer-advice.ts';
import { updateCommand } from '../shown/update-command.ts';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';
import { OF_SILENCE, SILENCE_FIELDS, silenceLine } from './silence-change.ts';

/** Without the capability the build failed, and now it reports success with another image. */
export const becameSilentChange = changeSchema('became-silent', SILENCE_FIELDS);

/** Without the capability the build failed, and now it reports success with another image. */
export type BecameSilent = z.output<typeof becameSilentChange>;

/** An error became a silent loss: whoever reads exit codes is no longer warned. */
export const becameSilent: ChangeKind<BecameSilent> = {
  ...OF_SILENCE,
  schema: becameSilentChange,
  finding: {
    name: 'became-silent',
    severity: 'error',
    title: 'Failure is now a silent loss',
    meaning: 'Without a capability, the build failed before. Now it succeeds with a different image.',
    help: 'Without the capability, the exit code no longer shows that the image differs.',
    security: 'high',
    steps: [
      'Make sure that the pipeline really grants a locked set: the exit code no longer shows that something is missing.',
      'Look at the message for what the image loses.',
      'If this is acceptable, run `kaniko-caps update --record RUN --accept`.',
    ],
  },
  words: 'now loses something silently where it failed',
  sentence: (subject, isOne) =>
    `Without a capability, ${subject} failed before and now ${isOne ? 'loses' : 'lose'} something silently`,
  advice: (changes, check, view) => [
    'The exit code no longer shows that something is missing. Make sure that the locked set is really granted.',
    ...insteadAdvice(changes, check),
    `If this is acceptable: ${updateCommand(view, true)}`,
  ],
  lines: (change) => [silenceLine('an error', 'exit code 0 with a different image', change)],
  effect: () => 'fails',
  isCoveredBy: (_, { accepts }) => accepts === 'became-silent',
  update: () => ({ kind: 'grow' }),
};
