import type { z } from 'zod';
import { grantAdvice, insteadAdvice } from '../shown/answer-advice.ts';
import { updateCommand } from '../shown/update-command.ts';
import { ANSWER_FIELDS, exceptionsFor, OF_SAME_IMAGE } from './answer-change.ts';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';

/** A locked set no longer gives the same image, and a larger one does. */
export const needsMoreChange = changeSchema('needs-more', ANSWER_FIELDS);

/** A locked set no longer gives the same image, and a larger one does. */
export type NeedsMore = z.output<typeof needsMoreChange>;

/** The case needs more than is locked. */
export const needsMore: ChangeKind<NeedsMore> = {
  ...OF_SAME_IMAGE,
  schema: needsMoreChange,
  finding: {
    name: 'needs-more',
    severity: 'error',
    title: 'Needs more capabilities',
    meaning: 'The build needs more capabilities than the lock file says.',
    help: 'A locked set no longer builds the same image. Grant more, or keep the builder that needs less.',
    security: 'medium',
    steps: [
      'Read the message: it names the set that is locked, the set that is needed now, and the trials that show both.',
      'Decide whether the build may have the further capability. If not, keep the builder that needs less, or change the instruction.',
      'If it may, grant it in the pipeline and run `kaniko-caps update --record RUN --accept`.',
    ],
  },
  words: 'needs more',
  sentence: (subject, isOne, lockFile) => `${subject} ${isOne ? 'needs' : 'need'} more than ${lockFile} allows`,
  advice: (changes, check, view) => [
    ...grantAdvice(changes),
    ...insteadAdvice(changes, check),
    `If this is intended: ${updateCommand(view, true)}`,
  ],
  effect: () => 'fails',
  ...exceptionsFor(() => 'needs-more'),
  update: () => ({ kind: 'grow' }),
};
