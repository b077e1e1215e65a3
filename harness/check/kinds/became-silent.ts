import type { z } from 'zod';
import { updateCommand } from '../update-command.ts';
import { insteadAdvice } from './answer-advice.ts';
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
    title: 'Loss became silent',
    meaning: 'A build that failed without a capability now succeeds with another image.',
    help: 'Where the capability is not granted, nobody will notice from the exit code that the image is another one.',
  },
  words: 'an error became a silent loss',
  sentence: (subject) => `What used to fail now succeeds with another image in ${subject}`,
  advice: (changes, check, view) => [
    'The exit code no longer tells that something is missing: make sure that what is locked is really granted.',
    ...insteadAdvice(changes, check),
    `If this is known: ${updateCommand(view, true)}`,
  ],
  lines: (change) => [silenceLine('an error', 'exit code 0, another image', change)],
  effect: () => 'fails',
  isCoveredBy: (_, { accepts }) => accepts === 'became-silent',
  update: () => ({ kind: 'grow' }),
};
