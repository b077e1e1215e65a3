import type { CaseRecord } from '../record/record.ts';
import type { CaseState } from './case-state.ts';

/** What a run tells about itself while it goes on. Told to whoever shows it; nothing depends on it. */
export interface Progress {
  /** A step of the set-up, in words: `copying debian:bookworm-slim into the sandbox's registry`. */
  preparing(step: string): void;
  /** The case cannot be tried at all. */
  caseAbandoned(id: string, reason: string): void;
  /** After each trial. */
  caseChanged(id: string, state: CaseState): void;
  caseFinished(record: CaseRecord): void;
}
