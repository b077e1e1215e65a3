import type { z } from 'zod';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';
import { OF_SILENCE, SILENCE_FIELDS, silenceLine } from './silence-change.ts';

/** Without the capability the build silently lost something, and now it fails. */
export const becameErrorChange = changeSchema('became-error', SILENCE_FIELDS);

/** Without the capability the build silently lost something, and now it fails. */
export type BecameError = z.output<typeof becameErrorChange>;

/** A silent loss became an error: good news, which no exit code of a build with everything granted tells. */
export const becameError: ChangeKind<BecameError> = {
  ...OF_SILENCE,
  schema: becameErrorChange,
  finding: {
    name: 'became-error',
    severity: 'note',
    title: 'Silent loss is now a failure',
    meaning: 'Without a capability, the build succeeded with a different image before. Now it fails.',
    help: 'A missing capability no longer goes unnoticed.',
    security: 'low',
    steps: ['Nothing has to be done. Run `kaniko-caps update --record RUN` to lock the new proof.'],
  },
  words: 'now fails where it lost something silently',
  sentence: (subject, isOne) =>
    `Without a capability, ${subject} lost something silently before and now ${isOne ? 'fails' : 'fail'} with an error`,
  advice: () => [],
  lines: (change) => [silenceLine('a silent loss', 'an error', change)],
  effect: () => 'told',
  isCoveredBy: () => false,
  update: () => ({ kind: 'renew' }),
};
