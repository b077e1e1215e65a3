import type { z } from 'zod';
import { namedSets } from '../../comparison/named-sets.ts';
import { setsInline } from '../../report/blocks/answer/answer-text.ts';
import { updateCommand } from '../shown/update-command.ts';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';

/** The lock file does not know the case. */
export const notLockedChange = changeSchema('not-locked', {
  /** Its minimal sets; null if it has no answer now either. */
  found: namedSets.nullable(),
});

/** The lock file does not know the case. */
export type NotLocked = z.output<typeof notLockedChange>;

/** The case is not in the lock file. */
export const notLocked: ChangeKind<NotLocked> = {
  schema: notLockedChange,
  finding: {
    name: 'not-locked',
    severity: 'error',
    title: 'Not in the lock file',
    meaning: 'The lock file has no entry for the build.',
    help: 'There is nothing to compare with. Lock it: kaniko-caps update --accept.',
    security: 'medium',
    steps: ['Run `kaniko-caps update PATH` for the Dockerfile, review the new entry and commit the lock file.'],
  },
  words: 'not locked',
  sentence: (subject, isOne, lockFile) => `${subject} ${isOne ? 'is' : 'are'} not in ${lockFile}`,
  advice: (changes, _, view) => [`To lock ${changes.length === 1 ? 'it' : 'them'}: ${updateCommand(view, false)}`],
  lines: ({ found }) => {
    if (found === null) return ['no answer here'];
    return [found.length === 0 ? 'fails even with everything granted' : `needs ${setsInline(found)}`];
  },
  effect: () => 'fails',
  isCoveredBy: () => false,
  update: () => ({ kind: 'add' }),
  subject: () => '',
  trials: () => [],
  capabilities: () => [],
  isWithoutCause: true,
};
