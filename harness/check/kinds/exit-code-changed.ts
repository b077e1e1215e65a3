import * as z from 'zod';
import { ANSWER_FIELDS, answerLines, exceptionsFor, missingCapabilities, provingTrials } from './answer-change.ts';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';

/** Other sets reach exit code 0, whatever image they give. */
export const exitCodeChange = changeSchema('exit-code-changed', {
  /** How they changed: as for the same image. */
  relation: z.enum(['needs-more', 'needs-less', 'different']),
  /** Whether another change of the case tells the same. */
  repeated: z.boolean(),
  ...ANSWER_FIELDS,
});

/** Other sets reach exit code 0, whatever image they give. */
export type ExitCodeChanged = z.output<typeof exitCodeChange>;

/** Other sets reach exit code 0. They are locked to show what is lost silently, not to be granted, so that this alone is no need. */
export const exitCodeChanged: ChangeKind<ExitCodeChanged> = {
  schema: exitCodeChange,
  finding: {
    name: 'exit-code-changed',
    severity: 'warning',
    title: 'Other sets give exit code 0',
    meaning: 'The build reports success with other capabilities than the lock file says.',
    help: 'The sets for the same image did not change. What the build loses silently without a capability may have changed.',
    security: 'low',
    steps: [
      'Nothing has to be granted: these sets only show what is lost silently.',
      'Run `kaniko-caps update --record RUN` to lock the new proof.',
    ],
  },
  words: 'other sets give exit code 0',
  sentence: (subject) => `Other sets give exit code 0 with a different image in ${subject}`,
  advice: () => [],
  lines: (change) => answerLines('exit code 0', change),
  effect: () => 'told',
  ...exceptionsFor<ExitCodeChanged>(({ relation }) => relation),
  update: () => ({ kind: 'renew' }),
  subject: () => '',
  trials: provingTrials,
  capabilities: missingCapabilities,
  isSecondary: true,
  isRepeated: ({ repeated }) => repeated,
};
