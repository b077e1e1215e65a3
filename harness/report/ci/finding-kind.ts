/** How much attention a finding asks for; what a note tells is no fault. */
export type Severity = 'error' | 'warning' | 'note';

/** Severities, what asks for most attention first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

/** What reports say of every finding of a kind. */
interface KindText {
  readonly severity: Severity;
  /** A heading for one of them. */
  readonly title: string;
  /** What all of them mean, in a sentence. */
  readonly meaning: string;
  /** What to make of it. */
  readonly help: string;
}

/** Every kind of finding, of a record and of a check against a lock file; those of one severity in the order of reports. */
export const FINDING_KINDS = {
  'reference-failed': {
    severity: 'error',
    title: 'Reference build fails',
    meaning: 'The build fails with every capability of the universe.',
    help: 'The build failed with everything granted that was in play, so that nothing can be said of what it needs.',
  },
  'needs-more': {
    severity: 'error',
    title: 'Needs more capabilities',
    meaning: 'The build needs more capabilities than the lock file says.',
    help: 'No set that is locked as sufficient builds the same image any more. Grant more, or keep the builder that needs less.',
  },
  different: {
    severity: 'error',
    title: 'Needs other capabilities',
    meaning: 'The build needs other capabilities than the lock file says.',
    help: 'Some capability that was needed no longer is, and another one is needed instead.',
  },
  'became-silent': {
    severity: 'error',
    title: 'Loss became silent',
    meaning: 'A build that failed without a capability now succeeds with another image.',
    help: 'Where the capability is not granted, nobody will notice from the exit code that the image is another one.',
  },
  'not-locked': {
    severity: 'error',
    title: 'Not in the lock file',
    meaning: 'The lock file does not know the build.',
    help: 'Nothing is known to compare with. Lock it: kaniko-caps update --accept.',
  },
  gone: {
    severity: 'error',
    title: 'Dockerfile is gone',
    meaning: 'The lock file knows a build whose Dockerfile is no more.',
    help: 'Take it out of the lock file with kaniko-caps update, or restore the Dockerfile.',
  },
  'expired-exception': {
    severity: 'error',
    title: 'Exception expired',
    meaning: 'A change is tolerated by an exception whose last day is over.',
    help: 'Lock the finding as it is now, or give the exception a new day and say why.',
  },
  'no-verdict': {
    severity: 'error',
    title: 'No verdict',
    meaning: 'It could not be found out whether the build still needs what the lock file says.',
    help: 'The run ended without an answer. Nobody may take that for an unchanged one: run it again.',
  },
  'silent-loss': {
    severity: 'warning',
    title: 'Silent loss',
    meaning: 'Without the capability the build succeeds with another image.',
    help: 'The exit code does not tell that the capability is missing; the image does.',
  },
  'no-answer': {
    severity: 'warning',
    title: 'No proven answer',
    meaning: 'What the build needs is not proven.',
    help: 'The run ended without a proof of what the build needs. Its record tells what is known and how to go on.',
  },
  'reference-changed': {
    severity: 'warning',
    title: 'Other image',
    meaning: 'With everything granted, the build makes another image than when it was locked.',
    help: 'Base images, the context or the builder make another image; that it needs the same is no proof that it is the same.',
  },
  'not-comparable': {
    severity: 'warning',
    title: 'Not comparable',
    meaning: 'The finding and the lock file are of different surroundings.',
    help: 'What differs in the engine, its host or the case can change the answer by itself. Lock it anew on these surroundings.',
  },
  flaky: {
    severity: 'warning',
    title: 'Flaky capability set',
    meaning: 'The build both succeeded and failed with the same capabilities.',
    help: 'Trials of one capability set disagreed, so that it is not used to prove anything.',
  },
  'more-hurts': {
    severity: 'warning',
    title: 'More capabilities hurt',
    meaning: 'The build fails with more capabilities than it succeeds with.',
    help: 'A set served and a larger one did not. What one set shows then decides no other.',
  },
  'needs-less': {
    severity: 'note',
    title: 'Needs fewer capabilities',
    meaning: 'The build needs fewer capabilities than the lock file says.',
    help: 'Lock the smaller set, so that nobody grants more than is needed.',
  },
  'became-error': {
    severity: 'note',
    title: 'Loss became an error',
    meaning: 'A build that succeeded with another image without a capability now fails.',
    help: 'The lack of the capability no longer goes unnoticed.',
  },
  needed: {
    severity: 'note',
    title: 'Capabilities needed',
    meaning: 'The build fails without the capability.',
    help: 'Trials with and without the capability showed that the build needs it.',
  },
} as const satisfies Readonly<Record<string, KindText>>;

/** What sort of thing a finding tells. */
export type FindingKind = keyof typeof FINDING_KINDS;

const ORDER = Object.keys(FINDING_KINDS) as FindingKind[];

/** How much attention findings of a kind ask for. */
export function severityOf(kind: FindingKind): Severity {
  return FINDING_KINDS[kind].severity;
}

/** Findings in the order of reports: what asks for attention first, and the order they had within a kind. */
export function byAttention<T extends { readonly kind: FindingKind }>(findings: readonly T[]): T[] {
  const rank = ({ kind }: T): number => SEVERITIES.indexOf(severityOf(kind)) * ORDER.length + ORDER.indexOf(kind);
  return findings.toSorted((a, b) => rank(a) - rank(b));
}
