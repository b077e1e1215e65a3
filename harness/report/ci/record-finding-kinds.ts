import type { FindingKind } from './finding-kind.ts';

/** Every kind of finding of a record; those of one severity in the order of reports. */
export const RECORD_FINDINGS = {
  invalid: {
    name: 'invalid',
    severity: 'error',
    title: 'Dockerfile cannot be used',
    meaning: 'The Dockerfile, its settings or its build context cannot be used, so nothing was tried.',
    help: 'The message says what is wrong. Nothing is known of what the build needs.',
    security: 'low',
    steps: [
      'Read the message: it names what is wrong and what helps.',
      'Correct that, or let git ignore the file if it is no Dockerfile. Then run the command again.',
    ],
  },
  referenceFailed: {
    name: 'reference-failed',
    severity: 'error',
    title: 'Reference build fails',
    meaning: 'The build fails with everything granted.',
    help: 'The build failed with every capability in play, so nothing can be said about what it needs.',
    security: 'low',
    steps: [
      'Read the message: it has the first error of the build.',
      'If the build needs a capability that was not in play, widen `--universe`, for example to `wide`.',
      'If it needs the internet, add `--network egress`. Otherwise repair the Dockerfile, then run `kaniko-caps discover` again.',
    ],
  },
  silentLoss: {
    name: 'silent-loss',
    severity: 'warning',
    title: 'Silent loss',
    meaning: 'Without the capability the build succeeds, but the image differs.',
    help: 'The exit code does not show that the capability is missing. The image does.',
    security: 'high',
    steps: [
      'Grant the capability to every build of this Dockerfile.',
      'Or change the instruction, so that the image no longer depends on it.',
    ],
  },
  noAnswer: {
    name: 'no-answer',
    severity: 'warning',
    title: 'No proven answer',
    meaning: 'What the build needs is not proven.',
    help: 'The run ended without a proof of what the build needs. Its record says what is known and how to continue.',
    security: 'low',
    steps: [
      'Read the message: it says why the run ended without a proof.',
      'Continue the run with `kaniko-caps discover --resume RUN`, or start a new one with a larger budget.',
    ],
  },
  flaky: {
    name: 'flaky',
    severity: 'warning',
    title: 'Flaky capability set',
    meaning: 'The build both succeeded and failed with the same capabilities.',
    help: 'Trials of the same capability set disagree, so it proves nothing.',
    security: 'low',
    steps: [
      'Make the build deterministic: pin what it fetches, and wait for what it starts in the background.',
      'Run `kaniko-caps discover` again. With `--fail-on-flaky` such a case fails the job.',
    ],
  },
  moreHurts: {
    name: 'more-hurts',
    severity: 'warning',
    title: 'More capabilities hurt',
    meaning: 'The build works with some capabilities and fails with more.',
    help: 'A set works and a larger one does not, so one set says nothing about another.',
    security: 'medium',
    steps: [
      'Grant exactly a set that the report names, and nothing more.',
      'Ask which sets work with `kaniko-caps explain RUN --set LIST`.',
    ],
  },
  needed: {
    name: 'needed',
    severity: 'note',
    title: 'Capabilities needed',
    meaning: 'The build fails without the capability.',
    help: 'Trials with and without the capability showed that the build needs it.',
    security: 'low',
    steps: [
      'Grant the capability to the builds of this Dockerfile.',
      'Or change the instruction, so that the build does without it.',
    ],
  },
} as const satisfies Readonly<Record<string, FindingKind>>;
