import type { CaseRecord } from '../record/record.ts';
import type { CasePrior } from '../search/picker/prior.ts';
import type { CaseProgress } from '../strategies/case-progress.ts';

/** What a run tells about itself while it goes on. Told to whoever shows it; nothing depends on it. */
export interface Progress {
  /** A step of the set-up, in words: `copying debian:bookworm-slim into the sandbox's registry`. */
  preparing(step: string): void;
  /** The set-up is over; so many trials may run at once. */
  beginning(slots: number): void;
  /** The case cannot be tried at all. */
  caseAbandoned(id: string, reason: string): void;
  /** What is guessed of a case before its first trial, and why. */
  caseGuessed(id: string, prior: CasePrior): void;
  /** Each time that a trial of the case begins or ends. */
  caseChanged(id: string, progress: CaseProgress): void;
  caseFinished(record: CaseRecord): void;
  /** Something went wrong around the trials that the user should know of, in sentences. */
  warning(text: string): void;
}
