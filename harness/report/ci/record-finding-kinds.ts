import type { FindingKind } from './finding-kind.ts';

/** Every kind of finding of a record; those of one severity in the order of reports. */
export const RECORD_FINDINGS = {
  referenceFailed: {
    name: 'reference-failed',
    severity: 'error',
    title: 'Reference build fails',
    meaning: 'The build fails with every capability of the universe.',
    help: 'The build failed with everything granted that was in play, so that nothing can be said of what it needs.',
  },
  silentLoss: {
    name: 'silent-loss',
    severity: 'warning',
    title: 'Silent loss',
    meaning: 'Without the capability the build succeeds with another image.',
    help: 'The exit code does not tell that the capability is missing; the image does.',
  },
  noAnswer: {
    name: 'no-answer',
    severity: 'warning',
    title: 'No proven answer',
    meaning: 'What the build needs is not proven.',
    help: 'The run ended without a proof of what the build needs. Its record tells what is known and how to go on.',
  },
  flaky: {
    name: 'flaky',
    severity: 'warning',
    title: 'Flaky capability set',
    meaning: 'The build both succeeded and failed with the same capabilities.',
    help: 'Trials of one capability set disagreed, so that it is not used to prove anything.',
  },
  moreHurts: {
    name: 'more-hurts',
    severity: 'warning',
    title: 'More capabilities hurt',
    meaning: 'The build fails with more capabilities than it succeeds with.',
    help: 'A set served and a larger one did not. What one set shows then decides no other.',
  },
  needed: {
    name: 'needed',
    severity: 'note',
    title: 'Capabilities needed',
    meaning: 'The build fails without the capability.',
    help: 'Trials with and without the capability showed that the build needs it.',
  },
} as const satisfies Readonly<Record<string, FindingKind>>;
