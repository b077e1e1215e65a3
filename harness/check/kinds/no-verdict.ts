import * as z from 'zod';
import { safeText, shorten } from '../../text/plain-text.ts';
import { answer } from '../../vocabulary/answer.ts';
import type { Check } from '../check-record.ts';
import { LONGEST } from '../shown/check-proof-text.ts';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';

/** An answer that is locked was not found again. */
export const noVerdictChange = changeSchema('no-verdict', {
  answer,
  reason: z.string(),
});

/** An answer that is locked was not found again. */
export type NoVerdict = z.output<typeof noVerdictChange>;

/** Whether the case still needs what is locked could not be found out. */
export const noVerdict: ChangeKind<NoVerdict> = {
  schema: noVerdictChange,
  finding: {
    name: 'no-verdict',
    severity: 'error',
    title: 'No verdict',
    meaning: 'It is not known whether the build still needs what the lock file says.',
    help: 'The run ended without an answer. Do not treat this as unchanged; run it again.',
    security: 'low',
    steps: [
      'Read the message for the reason. If a registry or the engine did not answer, run the job again.',
      'If the run was too short, give it more time with `--max-time`.',
    ],
  },
  words: 'no verdict',
  sentence: (subject) => `No verdict on ${subject}`,
  advice: (_, check) => [`Inconclusive; ${againText(check)}.`],
  lines: (change) => [
    `${change.answer === 'faithful' ? 'same image' : 'exit code 0'}: ${safeText(shorten(change.reason, LONGEST))}`,
  ],
  effect: () => 'no-verdict',
  isCoveredBy: (_, { accepts }) => accepts === 'no-verdict',
  update: ({ reason }) => ({ kind: 'open', reason }),
  subject: (change) => change.answer,
  trials: () => [],
  capabilities: () => [],
  isWithoutCause: true,
  leavesOpen: true,
};

function againText({ run }: Check): string {
  const budget = run?.run.budgetSpent ?? null;
  return budget === null ? 'run `check` again' : `run \`check\` again with a larger --max-${budget}`;
}
