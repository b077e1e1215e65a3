import type { z } from 'zod';
import { shellWord } from '../../report/blocks/run/command-text.ts';
import { safeText } from '../../text/plain-text.ts';
import { updateCommand } from '../shown/update-command.ts';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';

/** The lock file knows the case, and its Dockerfile is no more. */
export const goneChange = changeSchema('gone', {});

/** The lock file knows the case, and its Dockerfile is no more. */
export type Gone = z.output<typeof goneChange>;

/** The case has no Dockerfile any more. */
export const gone: ChangeKind<Gone> = {
  schema: goneChange,
  finding: {
    name: 'gone',
    severity: 'error',
    title: 'Dockerfile does not exist',
    meaning: 'The lock file has an entry, but its Dockerfile does not exist.',
    help: 'Remove the entry with kaniko-caps update, or restore the Dockerfile.',
    security: 'low',
    steps: [
      'If the Dockerfile was moved or removed on purpose, run `kaniko-caps update`, which removes the entry.',
      'Otherwise bring the Dockerfile back.',
    ],
  },
  words: 'its Dockerfile does not exist',
  sentence: (subject, isOne, lockFile) => `${subject} in ${lockFile} ${isOne ? 'has' : 'have'} no Dockerfile`,
  advice: (changes, _, view) => {
    // Without a saved run, update would search whatever else is locked again.
    const files = view.run === null ? changes.map(({ one }) => ` ${shellWord(safeText(one.file))}`).join('') : '';
    return [`To remove ${changes.length === 1 ? 'the entry' : 'the entries'}: ${updateCommand(view, false)}${files}`];
  },
  lines: () => [],
  effect: () => 'fails',
  isCoveredBy: () => false,
  update: () => ({ kind: 'remove' }),
  subject: () => '',
  trials: () => [],
  capabilities: () => [],
  isWithoutCause: true,
  leavesOpen: true,
};
