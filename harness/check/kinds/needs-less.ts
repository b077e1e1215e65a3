import type { z } from 'zod';
import { updateCommand } from '../shown/update-command.ts';
import { ANSWER_FIELDS, OF_SAME_IMAGE } from './answer-change.ts';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';

/** All locked sets still give the same image, and a smaller one does as well. */
export const needsLessChange = changeSchema('needs-less', ANSWER_FIELDS);

/** All locked sets still give the same image, and a smaller one does as well. */
export type NeedsLess = z.output<typeof needsLessChange>;

/** The case needs less than is locked. */
export const needsLess: ChangeKind<NeedsLess> = {
  ...OF_SAME_IMAGE,
  schema: needsLessChange,
  finding: {
    name: 'needs-less',
    severity: 'note',
    title: 'Needs fewer capabilities',
    meaning: 'The build needs fewer capabilities than the lock file says.',
    help: 'Lock the smaller set, so that nobody grants more than needed.',
    security: 'low',
    steps: [
      'Run `kaniko-caps update --record RUN` to lock the smaller sets.',
      'Then take the capabilities that are no longer needed out of the pipeline.',
    ],
  },
  words: 'needs less',
  sentence: (subject, isOne) => `${subject} ${isOne ? 'needs' : 'need'} less than locked`,
  advice: (_, __, view) => [`To lock what is needed now: ${updateCommand(view, false)}`],
  effect: () => 'told',
  isCoveredBy: () => false,
  update: ({ locked }) => ({ kind: 'shrink', locked }),
};
