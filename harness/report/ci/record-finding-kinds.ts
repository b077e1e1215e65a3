import type { FindingKind } from './finding-kind.ts';

/** Every kind of finding of a record; those of one severity in the order of reports. */
export const RECORD_FINDINGS = {
  referenceFailed: {
    name: 'reference-failed',
    severity: 'error',
    title: 'Reference build fails',
    meaning: 'The build fails with everything granted.',
    help: 'The build failed with every capability in play, so nothing can be said about what it needs.',
  },
  silentLoss: {
    name: 'silent-loss',
    severity: 'warning',
    title: 'Silent loss',
    meaning: 'Without the capability the build succeeds, but the image differs.',
    help: 'The exit code does not show that the capability is missing. The image does.',
  },
  noAnswer: {
    name: 'no-answer',
    severity: 'warning',
    title: 'No proven answer',
    meaning: 'What the build needs is not proven.',
    help: 'The run ended without a proof of what the build needs. Its record says what is known and how to continue.',
  },
  flaky: {
    name: 'flaky',
    severity: 'warning',
    title: 'Flaky capability set',
    meaning: 'The build both succeeded and failed with the same capabilities.',
    help: 'Trials of the same capability set disagree, so it proves nothing.',
  },
  moreHurts: {
    name: 'more-hurts',
    severity: 'warning',
    title: 'More capabilities hurt',
    meaning: 'The build works with some capabilities and fails with more.',
    help: 'A set works and a larger one does not, so one set says nothing about another.',
  },
  needed: {
    name: 'needed',
    severity: 'note',
    title: 'Capabilities needed',
    meaning: 'The build fails without the capability.',
    help: 'Trials with and without the capability showed that the build needs it.',
  },
} as const satisfies Readonly<Record<string, FindingKind>>;
