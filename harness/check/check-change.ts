import type { Relation } from '../comparison/compare-answers.ts';
import type { DifferingFact } from '../comparison/differing-facts.ts';
import type { ReferenceImage } from '../comparison/reference-image.ts';
import type { LockException } from '../lock/lock-file.ts';
import type { CaseRecord } from '../record/record.ts';
import type { Answer } from '../vocabulary/answer.ts';

/** Capability sets by their names. */
export type NamedSets = readonly (readonly string[])[];

/** A set as it was tried in the run that is checked. */
export interface TriedSet {
  readonly set: readonly string[];
  /** What of the universe was not granted. */
  readonly lacking: readonly string[];
  readonly trials: readonly string[];
  /** CapBnd of the first of those trials as the kernel showed it; null if it was not read. */
  readonly capBnd: string | null;
  /** Whether the build reported success in them, and gave another image. */
  readonly silent: boolean;
  /** What they showed, in words, where it is not the same image. */
  readonly shown: readonly string[];
}

/** A set that serves on one side only, with the trials of the checked run that show it. */
export interface SetProof {
  readonly serves: 'locked' | 'now';
  readonly set: readonly string[];
  /** The set, or one with more, that does not serve now; null where it is the locked certificate that says so. */
  readonly failing: TriedSet | null;
  /** The nearest set that serves now; null if none of the universe does. */
  readonly serving: TriedSet | null;
}

/** How an answer differs from what is locked. */
export interface AnswerDifference {
  readonly kind: Exclude<Relation, 'unchanged'>;
  readonly answer: Answer;
  readonly locked: NamedSets;
  readonly found: NamedSets;
  readonly proofs: readonly SetProof[];
}

/** A lack that shows otherwise than it did. */
export interface SilenceDifference {
  readonly kind: 'became-error' | 'became-silent';
  /** What is lacking; null where it is not one capability that tells. */
  readonly capability: string | null;
  /** What was granted when it showed; null where each set without the capability shows it. */
  readonly set: readonly string[] | null;
  /** Trials of the checked run. */
  readonly trials: readonly string[];
  readonly shown: readonly string[];
}

/** One thing of a case that is not as locked. */
export type CaseDifference =
  | AnswerDifference
  | SilenceDifference
  /** With everything granted another image is built; what differs is null where only its digest is at hand. */
  | { readonly kind: 'reference-changed'; readonly differences: readonly string[] | null }
  /** Something differs, and so does a fact that may be the reason instead of the builder. */
  | {
      readonly kind: 'not-comparable';
      readonly facts: readonly DifferingFact[];
      readonly found: readonly (AnswerDifference | SilenceDifference)[];
    }
  | { readonly kind: 'no-verdict'; readonly answer: Answer; readonly reason: string }
  /** The lock file does not know the case; null if it has no answer now either. */
  | { readonly kind: 'not-locked'; readonly found: NamedSets | null }
  /** The lock file knows the case, and its Dockerfile is no more. */
  | { readonly kind: 'gone' };

/** Whether an exception of the lock file covers a difference; one that is over does not. */
export type Tolerance =
  | { readonly kind: 'none' }
  | { readonly kind: 'tolerated' | 'expired'; readonly exception: LockException };

/** A difference, and where in the Dockerfile to look for it. */
export type PlacedDifference = CaseDifference & {
  /** Null where no line tells. */
  readonly line: number | null;
  /** The instruction there; empty where none tells. */
  readonly instruction: string;
};

/** A difference, and whether it is known and tolerated. */
export type CaseChange = PlacedDifference & { readonly tolerance: Tolerance };

/** What became of one case. */
export interface CheckedCase {
  /** The Dockerfile, as in the lock file. */
  readonly path: string;
  /** How the run calls it; the path for a case that is gone. */
  readonly id: string;
  /** The Dockerfile, relative to where the run was begun. */
  readonly file: string;
  /** The run that proves what is locked; null if nothing is. */
  readonly proof: string | null;
  /** Empty where it is as locked. */
  readonly changes: readonly CaseChange[];
  /** What was changed since it was locked, and so may be the reason: builder, context, bases. */
  readonly causes: readonly DifferingFact[];
  /** Decisive facts that are not as they were. */
  readonly facts: readonly DifferingFact[];
  readonly image: ReferenceImage;
  /** Whether some set both served and failed. */
  readonly flaky: boolean;
  readonly trials: Pick<CaseRecord['trials'], 'count' | 'lowerBound' | 'totalMs'>;
}
