import type { z } from 'zod';
import { insteadAdvice } from '../shown/answer-advice.ts';
import { ANSWER_FIELDS, exceptionsFor, OF_SAME_IMAGE } from './answer-change.ts';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';

/** A locked set no longer gives the same image, and no other set of the universe does. */
export const noLongerBuildsChange = changeSchema('no-longer-builds', ANSWER_FIELDS);

/** A locked set no longer gives the same image, and no other set of the universe does. */
export type NoLongerBuilds = z.output<typeof noLongerBuildsChange>;

/** The case fails with everything granted: then it is hardly a privilege that is missing. */
export const noLongerBuilds: ChangeKind<NoLongerBuilds> = {
  ...OF_SAME_IMAGE,
  schema: noLongerBuildsChange,
  finding: {
    name: 'no-longer-builds',
    severity: 'error',
    title: 'No longer builds',
    meaning: 'The build fails even with everything granted. It worked when it was locked.',
    help: 'No capability in play helps. Fix the build, or search more capabilities with a wider --universe.',
    security: 'low',
    steps: [
      'Read the message: it has the first error of the build with everything granted.',
      'Repair the Dockerfile, or keep the builder that builds it.',
      'If the build is meant to fail, run `kaniko-caps update --record RUN --accept`.',
    ],
  },
  words: 'fails even with everything granted',
  sentence: (subject, isOne) => `${subject} ${isOne ? 'fails' : 'fail'} even with everything granted`,
  advice: (changes, check) => [
    'Fix the build, or search more capabilities with a wider --universe.',
    ...insteadAdvice(changes, check),
  ],
  effect: () => 'fails',
  ...exceptionsFor(() => 'needs-more'),
  update: () => ({ kind: 'grow' }),
};
