import type { z } from 'zod';
import { grantAdvice, insteadAdvice } from '../shown/answer-advice.ts';
import { updateCommand } from '../shown/update-command.ts';
import { ANSWER_FIELDS, exceptionsFor, OF_SAME_IMAGE } from './answer-change.ts';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';

/** A locked set no longer gives the same image, and another one does that did not. */
export const differentChange = changeSchema('different', ANSWER_FIELDS);

/** A locked set no longer gives the same image, and another one does that did not. */
export type Different = z.output<typeof differentChange>;

/** The case needs other capabilities than are locked. */
export const different: ChangeKind<Different> = {
  ...OF_SAME_IMAGE,
  schema: differentChange,
  finding: {
    name: 'different',
    severity: 'error',
    title: 'Needs other capabilities',
    meaning: 'The build needs other capabilities than the lock file says.',
    help: 'A capability that was needed is not needed any more, and another one is.',
    security: 'medium',
    steps: [
      'Read the message: it names the locked sets and those that are needed now.',
      'Grant one of the new sets in the pipeline before you change to this builder.',
      'Then run `kaniko-caps update --record RUN --accept`.',
    ],
  },
  words: 'needs other capabilities',
  sentence: (subject, isOne, lockFile) =>
    `${subject} ${isOne ? 'needs' : 'need'} other capabilities than ${lockFile} allows`,
  advice: (changes, check, view) => [
    ...grantAdvice(changes),
    ...insteadAdvice(changes, check),
    `If this is intended: ${updateCommand(view, true)}`,
  ],
  effect: () => 'fails',
  ...exceptionsFor(() => 'different'),
  update: () => ({ kind: 'grow' }),
};
