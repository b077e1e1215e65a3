import * as z from 'zod';
import { differingFact } from '../../comparison/differing-facts.ts';
import { caseNames } from '../shown/case-names.ts';
import { factText } from '../shown/fact-text.ts';
import { updateCommand } from '../shown/update-command.ts';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';
import { effectChange } from './effect-change.ts';

/** Something differs, and so does a fact that may be the reason instead of the builder. */
export const notComparableChange = changeSchema('not-comparable', {
  facts: z.array(differingFact).readonly(),
  /** What differs. */
  found: z.array(effectChange).readonly(),
  /** Whether what is locked gives the same image here all the same. */
  lockedSuffices: z.boolean(),
});

/** Something differs, and so does a fact that may be the reason instead of the builder. */
export type NotComparable = z.output<typeof notComparableChange>;

/** What was found is not as locked, and the surroundings are not either. */
export const notComparable: ChangeKind<NotComparable> = {
  schema: notComparableChange,
  finding: {
    name: 'not-comparable',
    severity: 'warning',
    title: 'Not comparable',
    meaning: 'The run and the lock file come from different surroundings.',
    help: 'The engine, its host or the case differs, and that alone can change the answer. Lock the case again here.',
    security: 'low',
    steps: [
      'Look at the facts that differ: they may be the reason for what was found.',
      'Run the check where the lock file was made, or run `kaniko-caps update` here.',
    ],
  },
  words: 'not comparable',
  sentence: (subject, isOne) => `${subject} ${isOne ? 'differs' : 'differ'} from the lock file, but cannot be compared`,
  advice: (changes, _, view) => {
    const missed = changes.filter(({ change }) => !change.lockedSuffices).map(({ one }) => one);
    return [
      ...(missed.length === 0 ? [] : [`Here, the locked sets are not enough for ${caseNames(missed)}.`]),
      'The reason may be the builder or its surroundings. Run `check` where the file was locked,',
      `or lock these surroundings: ${updateCommand(view, true)}`,
    ];
  },
  lines: ({ facts }) => [`the reason may be ${facts.map(factText).join('; ')}`],
  effect: () => 'no-verdict',
  isCoveredBy: (_, { accepts }) => accepts === 'not-comparable',
  update: () => ({ kind: 'renew' }),
  subject: () => '',
  trials: () => [],
  capabilities: () => [],
  leavesOpen: true,
  parts: ({ found }) => found,
};
